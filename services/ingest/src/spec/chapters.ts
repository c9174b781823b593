import { chapterMistakes, MAX_CHAPTERS } from '@soundmill/audio'
import { z } from 'zod'

const RequestedChapter = z.strictObject({
  startSeconds: z.number('must be a number of seconds'),
  title: z.string(),
  url: z.string().optional(),
  image: z.string().optional().describe('Address of a picture'),
})

/** Where the parts of the recording begin: in order, the first at 0. What else holds of them, the engine knows. */
export const RequestedChapters = z
  .array(RequestedChapter, 'must be a list of {startSeconds, title, url?, image?}')
  .max(MAX_CHAPTERS, `must be at most ${MAX_CHAPTERS}`)
  .superRefine((chapters, context) => {
    for (const { index, field, message } of chapterMistakes(chapters)) {
      context.addIssue({ code: 'custom', path: [index, field], message })
    }
  })
