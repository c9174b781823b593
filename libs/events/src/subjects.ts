import { z } from 'zod'
import { type EpisodeEvent, type Fact, isJobEvent } from './episode-event.ts'
import { Show, Uuid } from './values.ts'

/** What a subject tells of an event, readable even when the event itself is not. */
export type Address = { show: string; episode: string; job?: string; fact: string; lane?: string }

/** Any show, episode or job, where a pattern leaves it open. */
type Where = { show?: string; episode?: string; job?: string }

export type Subjects = ReturnType<typeof subjectsOf>

/**
 * The names in the log, for ever:
 *
 *     {namespace}.episodes.{show}.{episode}.{job}.{fact}
 *     {namespace}.episodes.{show}.{episode}.{job}.submitted.{lane}
 *     {namespace}.episodes.{show}.{episode}.all.{deleted|erased}
 *     {namespace}.lanes.{lane}.changed
 *     {namespace}.progress.{show}.{episode}.{job}       core NATS, not stored
 *
 * The namespace is `soundmill`; tests and staging use their own, so they can share a server.
 */
export function subjectsOf(namespace: string) {
  const episodes = `${namespace}.episodes`
  const at = ({ show = '*', episode = '*', job = '*' }: Where) => `${show}.${episode}.${job}`
  return {
    /** The JetStream stream that keeps them. */
    stream: namespace.toUpperCase().replaceAll('.', '_'),
    /** Everything the stream stores. `library` is reserved for assets and presets. */
    stored: [`${episodes}.>`, `${namespace}.library.>`, `${namespace}.lanes.>`],
    everyEpisode: `${episodes}.>`,

    of(event: EpisodeEvent): string {
      if (!isJobEvent(event)) return `${episodes}.${at({ ...event, job: 'all' })}.${event.fact}`
      const lane = event.fact === 'submitted' ? `.${event.data.lane}` : ''
      return `${episodes}.${at(event)}.${event.fact}${lane}`
    },

    /** Events of one fact; of `submitted`, in any lane unless one is named. */
    pattern(fact: Fact, where: Where = {}, lane = '*'): string {
      if (isOfAll(fact)) return `${episodes}.${at({ ...where, job: 'all' })}.${fact}`
      return `${episodes}.${at(where)}.${fact}${fact === 'submitted' ? `.${lane}` : ''}`
    },

    everythingOf: (where: Where) => `${episodes}.${at(where)}.>`,
    /** What is said of one lane, or of any. */
    laneChanged: (lane = '*') => `${namespace}.lanes.${lane}.changed`,
    progress: (where: Where) => `${namespace}.progress.${at(where)}`,

    /** Undefined for a subject that is not one of an episode's. */
    parse(subject: string): Address | undefined {
      if (!subject.startsWith(`${episodes}.`)) return undefined
      const [show, episode, job, fact, lane, ...rest] = subject.slice(episodes.length + 1).split('.')
      const parsed = AddressSchema.safeParse({ show, episode, ...(job !== 'all' && { job }), fact, lane })
      return parsed.success && rest.length === 0 ? parsed.data : undefined
    },
  }
}

const isOfAll = (fact: Fact) => fact === 'deleted' || fact === 'erased'

const AddressSchema = z.object({
  show: Show,
  episode: Uuid,
  job: Uuid.optional(),
  fact: z.string(),
  lane: z.string().optional(),
})
