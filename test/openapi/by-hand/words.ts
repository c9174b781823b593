import type { ProblemCode } from '@soundmill/runtime'

/** A header of a request. */
export const header = (
  name: string,
  description: string,
  schema: object = { type: 'string' },
  required = false,
) => ({
  name,
  in: 'header',
  required,
  description,
  schema,
})

/** A header of an answer. */
export const text = (description: string) => ({ description, schema: { type: 'string' } })

/** Headers of an answer. */
export const headers = (all: Record<string, ReturnType<typeof text>>) => all

/** How the operation may refuse. */
export const refuse = (...codes: ProblemCode[]) => ({ 'x-refuses': codes })
