import { ProblemBody } from '@soundmill/runtime'
import { z } from 'zod'
import { byHand } from './by-hand/index.ts'
import { withExamples } from './examples.ts'
import { withRefusals } from './refusals.ts'
import {
  type ApiDocument,
  ApiDocumentSchema,
  METHODS,
  type Method,
  type Operation,
  OperationSchema,
} from './shape.ts'

/**
 * The collected document made whole: what schemas cannot say (bytes, forms, streams, tus), how each route may
 * refuse, and examples.
 */
export function finished(collected: unknown): ApiDocument {
  const document = ApiDocumentSchema.parse(collected)
  const paths = Object.entries(document.paths)
    .filter(([path]) => !path.endsWith('/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, item]) => [path, finishedItem(path, item)])
  const { $schema: _, ...problem } = z.toJSONSchema(ProblemBody)
  return { ...document, paths: Object.fromEntries(paths), components: { schemas: { Problem: problem } } }
}

type Item = Partial<Record<Method, Operation>>

function finishedItem(path: string, item: Item): Item {
  const whole: Item = {}
  for (const method of METHODS) {
    const written = byHand(path, method, item[method])
    if (written)
      whole[method] = withExamples(withRefusals(OperationSchema.parse(named(path, method, written))))
  }
  return whole
}

/** An operation without a name of its own is called by its method and path. */
function named(path: string, method: Method, operation: object): object {
  const words = path
    .replace(/^\/v1\//, '')
    .replaceAll(/[{}]/g, '')
    .split(/[/-]/)
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return { operationId: `${method}${name}`, ...operation }
}
