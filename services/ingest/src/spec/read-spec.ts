import { issuesOf } from '@soundmill/runtime'
import { invalidSpec } from '../problems.ts'
import { RequestedSpec } from './requested-spec.ts'

/** A whole spec has a few dozen members and one description of 4,000 characters; this is generous. */
export const MAX_SPEC_BYTES = 64 * 1024

/** Enough to mend a spec by; a hostile one could have thousands. */
export const MAX_MISTAKES = 20

/** JSON text to a spec. Throws the problem `invalid_spec`, which names every mistake. */
export function readSpecText(text: string): RequestedSpec {
  return readSpec(parse(text))
}

/** A parsed value to a spec. Throws the problem `invalid_spec`, which names every mistake. */
export function readSpec(value: unknown): RequestedSpec {
  const result = RequestedSpec.safeParse(value)
  if (result.success) return result.data
  throw invalidSpec(issuesOf(result.error, 'spec').slice(0, MAX_MISTAKES))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalidSpec([{ path: 'spec', message: 'must be JSON' }], cause)
  }
}
