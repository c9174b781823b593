import { ChaptersError } from './chapters-error.ts'

/** What a JSON document holds. Throws a ChaptersError that says where it breaks off. */
export function jsonOf(document: string): unknown {
  try {
    return JSON.parse(document)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new ChaptersError([`this begins like JSON but is none: ${problem.slice(0, 200)}`], { cause })
  }
}
