import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { Episode } from './api/answers.ts'
import { Accepted, Canceled, Deleted } from './api/command-answers.ts'
import { LocalError } from './api/errors.ts'
import { persist } from './api/persist.ts'
import type { Context } from './context.ts'
import type { Found } from './find-episode.ts'
import { onPause } from './saying.ts'
import type { Watched } from './watch/follow.ts'

/** What was done to one episode: in words, as the server said it, and what of it can be waited for. */
export type Done = { said: string; body: unknown; watched?: Watched }

/** What can be done to many episodes at once. */
export type Action = {
  verb: 'cancel' | 'retry' | 'delete'
  about: string
  /** Whether it can be done at all to an episode that a filter found. */
  applies(episode: Episode): boolean
  act(context: Context, found: Found, options: { lane?: string | undefined }): Promise<Done>
}

/** Everything of this kind. All of them may be sent twice, and are when a line breaks. */
export const ACTIONS: Action[] = [
  {
    verb: 'cancel',
    about: 'end the newest job of episodes, in any state',
    applies: ({ state }) => state !== 'finished' && state !== 'deleted',
    async act(context, found) {
      const job = await newestJob(context, found)
      const path = `/v1/episodes/${found.id}/jobs/${job}/cancel`
      const { body } = await command(context, Canceled, { method: 'POST', path })
      return { said: 'canceled', body }
    },
  },
  {
    verb: 'retry',
    about: 'send failed or canceled episodes through again, as they were asked for',
    applies: ({ latest }) => latest?.outcome === 'failed' || latest?.outcome === 'canceled',
    async act(context, found, { lane }) {
      const retryOf = await newestJob(context, found)
      return furtherJob(context, found.id, { retryOf, ...(lane !== undefined && { lane }) })
    },
  },
  {
    verb: 'delete',
    about: 'end episodes and their bytes for ever',
    applies: ({ state }) => state !== 'deleted',
    async act(context, { id }) {
      const { body } = await command(context, Deleted, { method: 'DELETE', path: `/v1/episodes/${id}` })
      return { said: 'deleted', body }
    },
  },
]

/** Makes another job of an episode: `retryOf` or `spec`, and a lane. */
export async function furtherJob(context: Context, id: string, wish: object): Promise<Done> {
  const path = `/v1/episodes/${id}/jobs`
  const { value, body } = await command(context, Accepted, { method: 'POST', path, wish })
  return accepted(value, body)
}

/** Sends a dead letter through again; by nature the same however often it is sent. */
export async function requeueJob(context: Context, { id }: { id: string }): Promise<Done> {
  const path = `/v1/dead-letters/${id}/requeue`
  const { value, body } = await command(context, Accepted, { method: 'POST', path })
  return accepted(value, body)
}

/** What is said of a job that was made, and waited for. */
function accepted(value: z.output<typeof Accepted>, body: unknown): Done {
  const later = value.announced ? '' : ', which begins when the event log is back (202)'
  return { said: `job ${value.job}${later}`, body, watched: { ...value, after: value.position } }
}

type Command = { method: 'POST' | 'DELETE'; path: string; wish?: object }

async function command<S extends z.ZodType>(
  { api, out, signal }: Context,
  schema: S,
  { method, path, wish }: Command,
) {
  // With the key a second try makes nothing twice; what takes no body is the same by nature.
  const idempotencyKey = wish && randomUUID()
  return persist(() => api.ask(path, schema, { method, signal, body: wish, idempotencyKey }), {
    signal,
    onPause: onPause(out),
  })
}

async function newestJob({ api, signal }: Context, { id, job, episode }: Found): Promise<string> {
  if (job !== undefined) return job
  const known = episode ?? (await api.ask(`/v1/episodes/${id}`, Episode, { signal })).value
  if (known.latest?.job !== undefined) return known.latest.job
  throw new LocalError('not_found', `the episode ${id} has no job that is known`)
}
