import type { EventOf, Submitted } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { tone } from '@soundmill/test-support'
import { form, post, postForm } from './ask.ts'
import { openWorld, type WorldOptions } from './world.ts'

type Outcome = EventOf<'finished'>['data']

/** A PNG's first bytes: as much of a picture as ingest looks at. */
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

export const GAVE_UP: Outcome = { outcome: 'failed', code: 'gave_up', reason: 'gave up after 5 attempts' }
export const SUCCEEDED: Outcome = exampleOf('finished').data

/** A world with an episode in it, and the handles to make something else of it. */
export async function openFurtherWorld(options: WorldOptions) {
  const world = await openWorld(options)
  const { origin, events, subjects, blobs } = world

  /** A recording with a cover, submitted. */
  async function submit(spec: object = { show: 'my-show', metadata: { title: 'One', artist: 'Ann' } }) {
    const { status, body } = await postForm(
      origin,
      form(
        ['spec', JSON.stringify(spec)],
        ['cover', PICTURE, 'cover.png'],
        ['audio', tone({ seconds: 0.1 }), 'a.wav'],
      ),
    )
    if (status !== 201) throw new Error(`submit: ${status} ${body.detail}`)
    return { episode: body.episode ?? '', job: body.job ?? '' }
  }

  async function jobOf(job: string): Promise<Submitted> {
    const found = await events.first(subjects.pattern('submitted', { job }))
    if (found?.event.fact !== 'submitted') throw new Error(`no job ${job}`)
    return found.event
  }

  return {
    ...world,
    submit,
    jobOf,
    /** As a worker says it. */
    async finish(job: string, data: Outcome) {
      const { show, episode } = await jobOf(job)
      return events.sayOnce({ ...exampleOf('finished', { show, episode, job }), data })
    },
    /** `POST /v1/episodes/{id}/jobs` */
    further: (episode: string, body: unknown, headers: Record<string, string> = {}, at = origin) =>
      post(`${at}/v1/episodes/${episode}/jobs`, {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    requeue: (job: string) => post(`${origin}/v1/dead-letters/${job}/requeue`),
    remove: (episode: string, at = origin) => post(`${at}/v1/episodes/${episode}`, { method: 'DELETE' }),
    cancel: ({ episode, job }: { episode: string; job: string }) =>
      post(`${origin}/v1/episodes/${episode}/jobs/${job}/cancel`),
    lane: (lane: string, verb: string) => post(`${origin}/v1/lanes/${lane}/${verb}`),
    outcomeOf: async (job: string) => (await events.last(subjects.pattern('finished', { job })))?.event,
    /** Whether everything a job stands on is there. */
    async isWhole({ data: { sources, cover, spec } }: Submitted): Promise<boolean> {
      const keys = [...sources, ...(cover ? [cover] : []), ...('blob' in spec ? [spec] : [])]
      const heads = await Promise.all(keys.map(({ blob }) => blobs.head(blob)))
      return heads.every((head) => head !== undefined)
    },
  }
}

/** So many chapters do not fit into an event. */
export const manyChapters = (title: string) =>
  Array.from({ length: 400 }, (_, at) => ({
    startSeconds: at * 10,
    title: `${title}, chapter ${at} of very many`,
  }))
