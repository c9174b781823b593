import type { Finding, Inspected, RenderJob } from '../audio-engine.ts'
import { assertRenditions } from '../formats.ts'
import { type Mix, mixOf } from '../measure/mix.ts'
import type { Tools } from '../tools/tools.ts'
import { ENCODERS } from './encoders.ts'
import type { Lanes } from './lanes.ts'
import { levelFindings } from './render-findings.ts'
import { trackRenditions } from './render-progress.ts'
import { makeRendition } from './rendition.ts'
import { tagArguments } from './tags.ts'

/** Makes every rendition, in parallel lanes; see AudioEngine. */
export async function render(
  tools: Tools,
  lanes: Lanes,
  source: string,
  job: RenderJob,
): Promise<{ findings: Finding[] }> {
  job.signal.throwIfAborted()
  assertRenditions(job.renditions)
  const tags = tagArguments(job.tags)
  const { inspected, loudness } = job
  const failure = new AbortController()
  const signal = AbortSignal.any([job.signal, failure.signal])
  const progress = trackRenditions(job.renditions, inspected.decodedDurationSeconds, job.onProgress)
  const longestFirst = job.renditions.toSorted((a, b) => ENCODERS[b.format].cost - ENCODERS[a.format].cost)
  const made = longestFirst.map((rendition) =>
    makeRendition(tools, lanes, {
      source: inspected.uniformCopy ?? source,
      mix: mixToRender(inspected),
      job,
      rendition,
      tags,
      signal,
      progress: progress.of(rendition),
    }).catch((error: unknown) => {
      failure.abort(error)
      return []
    }),
  )
  const findings = (await Promise.all(made)).flat()
  signal.throwIfAborted()
  progress.done()
  return { findings: [...levelFindings(inspected.loudness, loudness, job.renditions), ...findings] }
}

/** A uniform copy is stereo whatever the source was. */
function mixToRender({ uniformCopy, channels, channelLayout }: Inspected): Mix {
  return uniformCopy ? mixOf(2, 'stereo') : mixOf(channels, channelLayout)
}
