import type { Method, Operation } from '../shape.ts'
import { eventStream, file, fileHead } from './files.ts'
import { submitParts } from './submit.ts'
import { onAll, onOne } from './tus.ts'

const TUS: Record<string, Partial<Record<Method, object>>> = {
  '/v1/uploads': onAll,
  '/v1/uploads/{upload}': onOne,
}
const FILES = ['/v1/episodes/{episode}/artifacts/{name}', '/v1/episodes/{episode}/source']

/**
 * An operation as it was collected, with what its schemas cannot say; undefined for what there is not in truth (routes
 * that take every method to refuse most of them).
 */
export function byHand(path: string, method: Method, collected: Operation | undefined): object | undefined {
  const tus = TUS[path]
  if (tus) return tus[method]
  if (!collected) return undefined
  if (FILES.includes(path)) return merged(collected, method === 'head' ? fileHead : file)
  if (path.endsWith('/events')) return merged(collected, eventStream)
  if (path === '/v1/episodes' && method === 'post') {
    const { requestBody, headers } = submitParts
    return { ...merged(collected, { parameters: headers, responses: {} }), requestBody }
  }
  return collected
}

type Addition = { parameters?: object[]; responses: object }

/** Answers that were collected only because every route must have one give way. */
function merged(operation: Operation, { parameters = [], responses }: Addition): object {
  const before = Array.isArray(operation.parameters) ? operation.parameters : []
  const declared = Object.fromEntries(
    Object.entries(operation.responses).filter(([, { description }]) => description !== 'Default Response'),
  )
  const kept = Object.keys(responses).length > 0 ? declared : operation.responses
  return { ...operation, parameters: [...before, ...parameters], responses: { ...kept, ...responses } }
}
