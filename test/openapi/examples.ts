import { existsSync, readFileSync } from 'node:fs'
import type { Operation } from './shape.ts'

const FOLDER = new URL('./examples/', import.meta.url)
const JSON_TYPE = 'application/json'

/**
 * The operation with its examples, if there are: `examples/{operationId}.{status or request}.json`, taken from real
 * answers. The linter holds them against the schemas.
 */
export function withExamples(operation: Operation): Operation {
  const responses = Object.fromEntries(
    Object.entries(operation.responses).map(([status, answer]) => [
      status,
      withExample(answer, exampleOf(operation, status)),
    ]),
  )
  const { requestBody } = operation
  if (!isBody(requestBody)) return { ...operation, responses }
  return { ...operation, responses, requestBody: withExample(requestBody, exampleOf(operation, 'request')) }
}

function exampleOf({ operationId }: Operation, part: string): unknown {
  const file = new URL(`${operationId}.${part}.json`, FOLDER)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

type Body = { content?: Record<string, object> | undefined }

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null

function withExample<B extends Body>(body: B, example: unknown): B {
  const media = body.content?.[JSON_TYPE]
  if (!media || example === undefined) return body
  return { ...body, content: { ...body.content, [JSON_TYPE]: { ...media, example } } }
}
