import { join } from 'node:path'
import { produceEpisode } from '@soundmill/audio'
import type { Delivery, Step } from '@soundmill/event-log'
import type { Artifact, Finding, Inspection, JobEvent } from '@soundmill/events'
import type { Deps } from './deps.ts'
import { download } from './download.ts'
import { AttemptError } from './failure.ts'
import { inspectionOf } from './inspection.ts'
import { headerOf, prefixOf, type Run, type SubmittedJob } from './job.ts'
import { loadSpec } from './load-spec.ts'
import { persist } from './persist.ts'
import { createProgress } from './report-progress.ts'
import { withScratch } from './scratch.ts'
import { createStepClock } from './step-clock.ts'
import { storeArtifact } from './store-artifact.ts'
import { wishesOf } from './wishes.ts'

/** What a run made, what it noticed, and how long what it was made of is. */
export type Made = { artifacts: Artifact[]; findings: Finding[]; audioSeconds: number }

/**
 * Does the work of one run, from the source to the last verified artifact, saying `inspected` and `rendered`
 * on the way. It says nothing of the outcome. Rejects with whatever went wrong, or with the signal's reason.
 */
export function runAttempt(
  deps: Deps,
  submitted: SubmittedJob,
  run: Run,
  delivery: Delivery,
  interrupt: AbortSignal,
): Promise<Made> {
  const { blobs, audio, scratchDir: parent, scratchMaxBytes: maxBytes } = deps
  const { event } = submitted
  const steps = createStepClock(tellStep(deps))
  const { report, stop } = createProgress(deps.events, event, { onStep: steps.at })
  const say = createSay(deps, submitted, run, delivery)

  const making = withScratch({ parent, maxBytes, signal: interrupt }, async (dir, signal) => {
    report({ step: 'download', percent: 0 })
    const spec = await loadSpec(blobs, event, signal)
    const source = join(dir, 'source')
    await download(blobs, onlySource(submitted), source, signal, (percent) =>
      report({ step: 'download', percent }),
    )
    const picturePath = await downloadCover(blobs, event, dir, signal)

    const made: Artifact[] = []
    const produced = await produceEpisode(audio, source, {
      dir,
      wishes: { ...wishesOf(spec), picturePath },
      episodeId: event.episode,
      fileName: event.data.sources[0]?.filename,
      signal,
      onProgress: report,
      onInspected: (inspected) => say.inspected(inspectionOf(inspected), inspected.findings),
      onFile: async (file) => {
        const artifact = await storeArtifact(blobs, prefixOf(event, run), file, signal, (percent) =>
          report({ step: 'store', percent }),
        )
        await say.rendered(artifact)
        made.push(artifact)
      },
    })
    steps.done()
    const { findings, names, inspected } = produced
    const artifacts = made.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
    return { artifacts, findings, audioSeconds: inspected.decodedDurationSeconds }
  })
  return making.finally(stop)
}

const tellStep =
  ({ log, onStep }: Deps) =>
  (step: Step, seconds: number) => {
    onStep?.(step, seconds)
    log.info({ step, seconds: Math.round(seconds * 1_000) / 1_000 }, 'through with a step')
  }

/** Where the picture of the client is now; undefined when it brought none. It is not looked at here. */
async function downloadCover(
  blobs: Deps['blobs'],
  { data: { cover } }: SubmittedJob['event'],
  dir: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!cover) return undefined
  const path = join(dir, 'submitted-cover')
  await download(blobs, cover, path, signal)
  return path
}

/** Several sources are joined by the assembly, which is not there yet; ingest takes one. */
function onlySource({ event }: SubmittedJob) {
  const [source, ...others] = event.data.sources
  if (!source || others.length > 0)
    throw new AttemptError('internal', 'this version takes one source an episode')
  return source
}

/** The facts of a run on its way. The log may be away for a while; the work is not thrown away for that. */
function createSay({ events }: Deps, { event }: SubmittedJob, run: Run, delivery: Delivery) {
  return {
    inspected(inspection: Inspection, findings: Finding[]) {
      const data = { ...run, inspections: [inspection], findings }
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
