import { z } from 'zod'
import type { Chapter } from '../metadata.ts'
import { ChaptersError } from './chapters-error.ts'
import { secondsOf } from './clock.ts'
import { jsonOf } from './json-of.ts'

/*
 * The chapters of Podcasting 2.0, version 1.2:
 * https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
 */

/** The document as it is served: `application/json+chapters`. */
export function podcastJson(chapters: readonly Chapter[]): string {
  const listed = chapters.map(({ startSeconds, title, url, image }) => ({
    ...{ startTime: startSeconds, title },
    ...(url !== undefined && { url }),
    ...(image !== undefined && { img: image }),
  }))
  return `${JSON.stringify({ version: '1.2.0', chapters: listed }, null, 2)}\n`
}

const text = z.string().optional().catch(undefined)
const Listed = z
  .object({
    startTime: z.union([z.number(), z.string().transform(secondsOf)]).catch(Number.NaN),
    ...{ title: text, url: text, img: text },
    toc: z.boolean().optional().catch(undefined),
  })
  .catch({ startTime: Number.NaN })

/** Ten times as many as are kept: looking through a million takes seconds. */
const MAX_LISTED = 10_000
const Document = z.object({ chapters: z.array(z.unknown()).max(MAX_LISTED) })

/** The chapters a listener sees: those with `toc: false` only change pictures. Throws a ChaptersError. */
export function readPodcastJson(document: string): Chapter[] {
  const parsed = Document.safeParse(jsonOf(document))
  if (!parsed.success) {
    throw new ChaptersError([`the JSON has no list "chapters" of at most ${MAX_LISTED} entries`])
  }
  const listed = parsed.data.chapters.map((entry) => Listed.parse(entry))
  const visible = listed.filter(({ toc }) => toc !== false)
  return visible.map(({ startTime, title = '', url, img }) => ({
    ...{ startSeconds: startTime, title, url, image: img },
  }))
}
