import { z } from 'zod'
import { line, webAddress } from './text.ts'

const MOST = 1000
/** The events hold 64 KiB altogether, and a chapter's title may be long. */
const MOST_BYTES = 40 * 1024

const RequestedChapter = z.strictObject({
  startSeconds: z.number('must be a number of seconds').min(0, 'must not be negative'),
  title: line(255),
  url: webAddress().optional(),
  image: webAddress().optional(),
})

/** Where the parts of the recording begin: in order, the first at 0. */
export const RequestedChapters = z
  .array(RequestedChapter, 'must be a list of {startSeconds, title, url?, image?}')
  .max(MOST, `must be at most ${MOST}`)
  .superRefine((chapters, context) => {
    const mistake = (at: number, message: string) =>
      context.addIssue({ code: 'custom', path: [at, 'startSeconds'], message })
    for (const [at, { startSeconds }] of chapters.entries()) {
      const before = chapters[at - 1]
      if (!before && startSeconds !== 0) mistake(at, 'must be 0: the first chapter begins with the recording')
      if (before && startSeconds <= before.startSeconds) mistake(at, 'must be later than the one before')
    }
    if (Buffer.byteLength(JSON.stringify(chapters)) <= MOST_BYTES) return
    const message = `must have at most ${MOST_BYTES / 1024} KiB together, as JSON in UTF-8`
    context.addIssue({ code: 'custom', path: [], message })
  })
