import { z } from 'zod'
import type { Chapter } from '../metadata.ts'
import { ChaptersError } from './chapters-error.ts'
import { jsonOf } from './json-of.ts'

/*
 * The list of chapters as the spec of an episode has it: `[{ "startSeconds": 0, "title": "Hello" }]`, each with
 * `url` and `image` where it has them.
 */

const Listed = z.strictObject({
  startSeconds: z.number(),
  title: z.string(),
  url: z.string().optional(),
  image: z.string().optional(),
})

/** Ten times as many as are kept, as in podcast JSON. */
const MAX_LISTED = 10_000
const Document = z.array(z.unknown()).max(MAX_LISTED)

/** Strict, as the spec is: whoever wrote it wrote it for us. Throws a ChaptersError with every entry that is none. */
export function readChapterList(document: string): Chapter[] {
  const listed = Document.safeParse(jsonOf(document))
  if (!listed.success) throw new ChaptersError([`a JSON list of chapters has at most ${MAX_LISTED} entries`])
  const entries = listed.data.map((entry) => Listed.safeParse(entry))
  const mistakes = entries.flatMap(({ error }, index) => (error ? [mistakeOf(error, index)] : []))
  if (mistakes.length > 0) throw new ChaptersError(mistakes)
  return entries.flatMap(({ data }) => data ?? [])
}

/** Entries are counted from 1, as people do. */
function mistakeOf({ issues: [issue] }: z.ZodError, index: number): string {
  const field = issue?.path.join('.') ?? ''
  const what = `entry ${index + 1} of the JSON list is no chapter such as {"startSeconds": 90, "title": "Hello"}`
  return `${what}: ${field && `${field}: `}${issue?.message.slice(0, 200)}`
}
