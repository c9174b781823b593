import { join } from 'node:path'
import type { RenderedFile } from '@soundmill/audio'
import type { Delivery } from '@soundmill/event-log'
import type { Artifact, Finding, Inspection, JobEvent, ResolvedSpec } from '@soundmill/events'
import type { Deps } from './deps.ts'
import { download } from './download.ts'
import { AttemptError } from './failure.ts'
import { headerOf, prefixOf, type Run, type SubmittedJob } from './job.ts'
import { loadSpec } from './load-spec.ts'
import { persist } from './persist.ts'
import { renditionsOf, tagsOf } from './render-plan.ts'
import { createProgress } from './report-progress.ts'
import { withScratch } from './scratch.ts'
import { storeArtifact } from './store-artifact.ts'

/** What a run made, and what it noticed. */
export type Made = { artifacts: Artifact[]; findings: Finding[] }

/**
 * Does the work of one run, from the source to the last verified artifact, saying `inspected` and `rendered`
 * on the way. It says nothing of the outcome. Rejects with whatever went wrong, or with the signal's reason.
 */
export function runAttempt(
  deps: Deps,
  submitted: SubmittedJob,
  run: Run,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Made> {
  const { blobs, audio, scratchDir } = deps
  const { event } = submitted
  const report = createProgress(deps.events, event)
  const say = createSay(deps, submitted, run, delivery)

  return withScratch(scratchDir, async (dir) => {
    const spec = await loadSpec(blobs, event, signal)
    const source = join(dir, 'source')
    await download(blobs, onlySource(submitted), source, signal, (percent) =>
      report({ step: 'download', percent }),
    )

    const inspected = await audio.inspect(source, {
      dir,
      waveform: spec.waveform,
      signal,
      onProgress: report,
    })
    const { findings, waveforms } = inspected
    await say.inspected(inspected, findings)

    const made: Artifact[] = []
    const keep = async (file: RenderedFile | (typeof waveforms)[number]) => {
      const artifact = await storeArtifact(blobs, prefixOf(event, run), file, signal)
      await say.rendered(artifact)
      made.push(artifact)
    }
    for (const waveform of waveforms) await keep(waveform)
    const rendered = await audio.render(source, {
      dir,
      inspected,
      ...renderOf(spec),
      signal,
      onProgress: report,
      onRendered: keep,
    })
    return { artifacts: inOrder(made, spec), findings: [...findings, ...rendered.findings] }
  })
}

const renderOf = (spec: ResolvedSpec) => ({
  loudness: spec.loudness,
  renditions: renditionsOf(spec),
  tags: tagsOf(spec),
})

/** Several sources are joined by the assembly, which is not there yet; ingest takes one. */
function onlySource({ event }: SubmittedJob) {
  const [source, ...others] = event.data.sources
  if (!source || others.length > 0)
    throw new AttemptError('internal', 'this version takes one source an episode')
  return source
}

/** Renditions as they were asked for, whatever was ready first; then the rest. */
function inOrder(artifacts: Artifact[], { renditions }: ResolvedSpec): Artifact[] {
  const rank = ({ name }: Artifact) => {
    const at = renditions.findIndex(({ format }) => name.endsWith(`.${format}`))
    return at < 0 ? renditions.length : at
  }
  return artifacts.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
}

/** The engine also remembers where its files are, which is nobody's business. */
function publicPart(inspection: Inspection): Inspection {
  const { container, codec, channels, sampleRateHz, decodedDurationSeconds, loudness } = inspection
  const { declaredDurationSeconds } = inspection
  const declared = declaredDurationSeconds !== undefined && { declaredDurationSeconds }
  return { container, codec, channels, sampleRateHz, ...declared, decodedDurationSeconds, loudness }
}

/** The facts of a run on its way. The log may be away for a while; the work is not thrown away for that. */
function createSay({ events }: Deps, { event }: SubmittedJob, run: Run, delivery: Delivery) {
  return {
    inspected(inspection: Inspection, findings: Finding[]) {
      const data = { ...run, inspections: [publicPart(inspection)], findings }
      return persist(append({ fact: 'inspected', ...headerOf(event), data }), delivery)
    },
    rendered(artifact: Artifact) {
      return persist(
        append({ fact: 'rendered', ...headerOf(event), data: { ...run, ...artifact } }),
        delivery,
      )
    },
  }
  function append(fact: JobEvent) {
    return () => events.append(fact)
  }
}
