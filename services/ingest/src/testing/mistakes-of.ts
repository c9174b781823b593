import { HttpProblem, type ProblemIssue } from '@soundmill/runtime'
import { readSpec } from '../spec/read-spec.ts'

/** What is wrong with a spec; nothing when it is taken. */
export function mistakesOf(value: unknown): ProblemIssue[] {
  try {
    readSpec(value)
  } catch (error) {
    if (error instanceof HttpProblem && error.code === 'invalid_spec') return error.errors ?? []
    throw error
  }
  return []
}
