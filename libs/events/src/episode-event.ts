import { z } from 'zod'
import * as facts from './facts.ts'
import { Show, Time, Traceparent, Uuid } from './values.ts'

/** The services that speak. */
export const Speaker = z.enum(['ingest', 'processor', 'operator'])

const header = {
  /** Random for each saying, but for `submitted` (`ids.ts`); the log keeps one event an id. */
  id: Uuid,
  source: Speaker,
  time: Time,
  traceparent: Traceparent.optional(),
  show: Show,
  episode: Uuid,
}

const fact = <F extends string, D extends z.ZodType>(name: F, data: D) =>
  z.object({ fact: z.literal(name), ...header, job: Uuid, data })

export const SubmittedEvent = fact('submitted', facts.Submitted)
export const StartedEvent = fact('started', facts.Started)
export const InspectedEvent = fact('inspected', facts.Inspected)
export const RenderedEvent = fact('rendered', facts.Rendered)
export const AttemptFailedEvent = fact('attempt-failed', facts.AttemptFailed)
export const FinishedEvent = fact('finished', facts.Finished)
export const DeletedEvent = z.object({ fact: z.literal('deleted'), ...header, data: facts.Deleted })
export const ErasedEvent = z.object({ fact: z.literal('erased'), ...header, data: facts.Erased })

/** Every fact there is, as code handles it; `envelope.ts` knows how it is written on the wire. */
export const EpisodeEvent = z.discriminatedUnion('fact', [
  SubmittedEvent,
  StartedEvent,
  InspectedEvent,
  RenderedEvent,
  AttemptFailedEvent,
  FinishedEvent,
  DeletedEvent,
  ErasedEvent,
])

export type EpisodeEvent = z.infer<typeof EpisodeEvent>
export type Fact = EpisodeEvent['fact']
export type EventOf<F extends Fact> = Extract<EpisodeEvent, { fact: F }>
/** What is said of the episode as a whole. */
export type WholeEvent = EventOf<'deleted' | 'erased'>
export type JobEvent = Exclude<EpisodeEvent, WholeEvent>
export type Submitted = EventOf<'submitted'>
export type Started = EventOf<'started'>
export type AttemptFailed = EventOf<'attempt-failed'>
export type Finished = EventOf<'finished'>

/** The facts of today, and the version each is written in. */
export const VERSIONS = {
  submitted: 1,
  started: 1,
  inspected: 1,
  rendered: 1,
  'attempt-failed': 1,
  finished: 1,
  deleted: 1,
  erased: 1,
} as const satisfies Record<Fact, number>

/** Whether it is said of a job; otherwise of the episode as a whole. */
export function isJobEvent(event: EpisodeEvent): event is JobEvent {
  return 'job' in event
}

export function isFact(name: string): name is Fact {
  return Object.hasOwn(VERSIONS, name)
}
