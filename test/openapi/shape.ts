import { z } from 'zod'

/** What an operation can be asked by, as OpenAPI has it. */
export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

/** One of `METHODS`. */
export type Method = (typeof METHODS)[number]

const Response = z.looseObject({
  description: z.string(),
  content: z.record(z.string(), z.looseObject({})).optional(),
})

/** See `Operation`. */
export const OperationSchema = z.looseObject({
  operationId: z.string().optional(),
  responses: z.record(z.string(), Response).default({}),
  'x-refuses': z.array(z.string()).optional(),
})

/** One method of one path. */
export type Operation = z.infer<typeof OperationSchema>

/** As much of an OpenAPI document as is looked at here. */
export const ApiDocumentSchema = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(z.enum(METHODS), OperationSchema)),
  components: z.looseObject({}).optional(),
})

/** See the schema of this name. */
export type ApiDocument = z.infer<typeof ApiDocumentSchema>
