import { COMMON_REFUSALS, PROBLEM_TYPE, PROBLEMS, type ProblemCode } from '@soundmill/runtime'
import type { Operation } from './shape.ts'

/** The operation with every way it may refuse: an answer a status, its codes in the description. */
export function withRefusals({ 'x-refuses': own = [], ...operation }: Operation): Operation {
  const codes = [...new Set([...COMMON_REFUSALS, ...own])].filter(isCode)
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b)
  const refusals = statuses.map((status) => [
    String(status),
    answerOf(codes.filter((code) => PROBLEMS[code].status === status)),
  ])
  return { ...operation, responses: { ...operation.responses, ...Object.fromEntries(refusals) } }
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)

function answerOf(codes: ProblemCode[]) {
  const lines = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`)
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: lines.join('. '), content: { [PROBLEM_TYPE]: { schema } } }
}
