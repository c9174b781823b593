import type { Recorded } from '@soundmill/event-log'
import { type EpisodeEvent, type EventOf, randomId, submittedId } from '@soundmill/events'
import { exampleOf, type Scene } from '@soundmill/events/examples'

/*
 * What happens to an episode, told briefly. For tests: of each fact only what a test wants to be special is
 * named, the rest is taken from the examples of the language.
 */

/** The run id of an attempt: the same whenever the same attempt is told of. */
export const runOf = ({ job }: Scene, attempt: number): string => submittedId(job, `run ${attempt}`)

const run = (scene: Scene, attempt: number) => ({ attempt, runId: runOf(scene, attempt) })

type SubmittedData = Partial<EventOf<'submitted'>['data']>

export function submitted(scene: Scene, data: SubmittedData & { title?: string } = {}): EventOf<'submitted'> {
  const { title, ...rest } = data
  const example = exampleOf('submitted', scene)
  const { spec } = example.data
  const titled = title !== undefined && 'metadata' in spec ? { spec: { ...spec, metadata: { title } } } : {}
  return { ...example, data: { ...example.data, ...titled, ...rest } }
}

export function started(scene: Scene, attempt = 1): EventOf<'started'> {
  const data = { ...run(scene, attempt), strikes: attempt - 1, worker: `worker-${attempt}` }
  return { ...exampleOf('started', scene), data }
}

export function inspected(scene: Scene, attempt = 1): EventOf<'inspected'> {
  const example = exampleOf('inspected', scene)
  return { ...example, data: { ...example.data, ...run(scene, attempt) } }
}

export function rendered(scene: Scene, attempt = 1, name = 'episode.mp3'): EventOf<'rendered'> {
  const example = exampleOf('rendered', scene)
  return {
    ...example,
    data: { ...example.data, ...artifactOf(scene, attempt, name), ...run(scene, attempt) },
  }
}

export function attemptFailed(scene: Scene, attempt = 1, code = 'internal'): EventOf<'attempt-failed'> {
  const example = exampleOf('attempt-failed', scene)
  const data = {
    ...example.data,
    ...run(scene, attempt),
    code,
    reason: `because of ${code}`,
    logTail: 'oops',
  }
  return { ...example, data }
}

export function succeeded(scene: Scene, attempt = 1, names = ['episode.mp3']): EventOf<'finished'> {
  const artifacts = names.map((name) => artifactOf(scene, attempt, name))
  const data = { outcome: 'succeeded' as const, ...run(scene, attempt), artifacts, findings: [] }
  return { ...exampleOf('finished', scene), data }
}

export function failed(scene: Scene, attempt = 1, code = 'corrupt_input'): EventOf<'finished'> {
  const failure = { code, reason: `because of ${code}`, logTail: 'Invalid data found' }
  return {
    ...exampleOf('finished', scene),
    data: { outcome: 'failed', ...failure, ...run(scene, attempt) },
  }
}

export function gaveUp(scene: Scene): EventOf<'finished'> {
  return {
    ...exampleOf('finished', scene),
    data: { outcome: 'failed', code: 'gave_up', reason: 'five workers were lost' },
  }
}

export function canceled(scene: Scene, code = 'canceled'): EventOf<'finished'> {
  return {
    ...exampleOf('finished', scene),
    data: { outcome: 'canceled', code, reason: 'somebody asked for it', principal: 'anonymous' },
  }
}

export const deleted = (scene: Scene): EventOf<'deleted'> => exampleOf('deleted', scene)

export const erased = (scene: Scene): EventOf<'erased'> => exampleOf('erased', scene)

/** The same episode's next job. */
export const nextJob = (scene: Scene): Scene => ({ ...scene, job: randomId() })

/** The artifact a run of this scene makes under this name. */
export function artifactOf(scene: Scene, attempt: number, name: string) {
  const { attempt: _, runId, ...artifact } = exampleOf('rendered', scene).data
  const blob = `artifacts/${scene.episode}/${scene.job}/${runOf(scene, attempt)}/${name}`
  return { ...artifact, name, blob }
}

const MIDNIGHT = Date.UTC(2026, 0, 1)

/** When the fact of this sequence is told, at one a second. */
export const timeAt = (sequence: number): string => new Date(MIDNIGHT + sequence * 1000).toISOString()

/** Facts as the log would hand them over, one a second. */
export function recorded(events: EpisodeEvent[], { epoch = 'first', after = 0 } = {}): Recorded[] {
  return events.map((event, index) => {
    const sequence = after + index + 1
    return { event: { ...event, time: timeAt(sequence) }, sequence, position: `${epoch}-${sequence}` }
  })
}
