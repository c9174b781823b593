import { setMaxListeners } from 'node:events'
import type { RenderJob } from '../audio-engine.ts'
import type { Finding } from '../findings.ts'
import { assertRenditions } from '../rendition-mistake.ts'
import { clipOf } from './clip.ts'
import { ENCODERS } from './encoders.ts'
import { createHearings } from './hearing.ts'
import { makePreview } from './preview.ts'
import { levelFindings } from './render-findings.ts'
import { trackRenditions } from './render-progress.ts'
import type { Rendering, Studio } from './rendering.ts'
import { type Finished, makeRendition } from './rendition.ts'

/** Makes every rendition and the preview, in parallel lanes; see AudioEngine. */
export async function render(
  studio: Studio,
  source: string,
  job: RenderJob,
): Promise<{ findings: Finding[] }> {
  job.signal.throwIfAborted()
  assertRenditions(job.renditions)
  const { inspected, renditions } = job
  const clip = job.preview && clipOf(job.preview, inspected)
  const failure = new AbortController()
  const signal = AbortSignal.any([job.signal, failure.signal])
  // As many files as there are lanes wait for it at once, each with several streams: no leak, no warning.
  setMaxListeners(0, signal)
  const file = inspected.uniformCopy ?? source
  const hearings = createHearings(studio.tools, { file, inspected, signal })
  const rendering: Rendering = { ...studio, job, source: file, hearings, signal }
  const progress = trackRenditions(renditions, inspected.decodedDurationSeconds, job.onProgress)

  const longestFirst = renditions.toSorted((a, b) => ENCODERS[b.format].cost - ENCODERS[a.format].cost)
  const making = longestFirst.map((rendition) => makeRendition(rendering, rendition, progress.of(rendition)))
  if (clip) {
    // It is made like the MP3, whose level is settled by then.
    const mp3 = making[longestFirst.findIndex(({ format }) => format === 'mp3')]
    making.push(Promise.resolve(mp3).then((made) => makePreview(rendering, clip, made?.plan)))
  }
  const made = await allOrNone(making, (error) => failure.abort(error))
  signal.throwIfAborted()
  progress.done()
  const levels = await Promise.all(
    renditions.map(async (rendition) => ({ rendition, ...(await hearings.of(rendition)) })),
  )
  return { findings: [...levelFindings(levels, job), ...made.flatMap(({ findings }) => findings)] }
}

/** Resolves when all have ended; the first that failed is told at once, so that the others can be ended. */
async function allOrNone(
  making: readonly Promise<Finished>[],
  onFailure: (error: unknown) => void,
): Promise<Finished[]> {
  const none: Finished = { findings: [] }
  return Promise.all(
    making.map((one) =>
      one.catch((error: unknown) => {
        onFailure(error)
        return none
      }),
    ),
  )
}
