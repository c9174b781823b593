import { Episode } from './api/answers.ts'
import { episodes } from './api/episodes.ts'
import { LocalError, RefusedError } from './api/errors.ts'
import type { Context } from './context.ts'
import { printable } from './terminal/printable.ts'

/** Among how many of the newest episodes a part of an id, or a job, is looked for. */
const RECENT = 500
/** Shorter parts are in too many ids to mean one. */
const LEAST_LETTERS = 4
/** So many of those that fit are named. */
const MOST_NAMED = 5

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether it is a whole id. */
export const isUuid = (id: string): boolean => UUID.test(id)

/** Whether this much of an id, its beginning or end, is of this one; never when it is too little. */
export const fitsPart = (id: string, part: string): boolean =>
  part.length >= LEAST_LETTERS && (id.startsWith(part) || id.endsWith(part))

/** Whether it stands for the newest episode, whichever that is. */
export const isNewest = (typed: string): boolean => typed === '-' || typed.toLowerCase() === 'latest'

/** Which episode was meant, and which of its jobs when the id was a job's. */
export type Found = { id: string; job?: string; episode?: Episode }

/**
 * What was meant: a whole id, the beginning or end of one (four letters or more, of a recent episode), the id
 * of a job that is its newest or published one, or `latest` or `-` for the newest episode.
 */
export async function findEpisode({ api, signal }: Context, typed: string): Promise<Found> {
  const id = typed.toLowerCase()
  if (isNewest(id)) return newest({ api, signal })
  if (isUuid(id)) return (await whole({ api, signal }, id)) ?? { id }
  if (!/^[0-9a-f-]*$/.test(id) || id.length < LEAST_LETTERS) {
    const detail = `${printable(typed)} is no id: give a whole one, ${LEAST_LETTERS} letters or more of its beginning or end, or latest`
    throw new LocalError('usage', detail)
  }
  return among({ api, signal }, id)
}

type Asking = Pick<Context, 'api' | 'signal'>

async function newest({ api, signal }: Asking): Promise<Found> {
  for await (const { episode } of episodes(api, {}, { limit: 1, signal })) return { id: episode.id, episode }
  throw new LocalError('not_found', 'there are no episodes yet')
}

/** Undefined when it is neither there nor deleted nor a recent job: the server knows best what to say of it. */
async function whole({ api, signal }: Asking, id: string): Promise<Found | undefined> {
  try {
    const { value: episode } = await api.ask(`/v1/episodes/${id}`, Episode, { signal })
    return { id, episode }
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error
  }
  for await (const { episode } of episodes(api, {}, { limit: RECENT, signal })) {
    if (jobsOf(episode).includes(id)) return { id: episode.id, job: id, episode }
  }
  return undefined
}

async function among({ api, signal }: Asking, part: string): Promise<Found> {
  const fits = (id: string) => fitsPart(id, part)
  const found: Found[] = []
  for await (const { episode } of episodes(api, {}, { limit: RECENT, signal })) {
    if (fits(episode.id)) found.push({ id: episode.id, episode })
    else for (const job of jobsOf(episode).filter(fits)) found.push({ id: episode.id, job, episode })
  }
  const [only, ...others] = found
  if (!only) {
    throw new LocalError('not_found', `none of the newest ${RECENT} episodes has an id like ${part}`)
  }
  if (others.length === 0) return only
  const named = found.slice(0, MOST_NAMED).map(({ id, job }) => job ?? id)
  const more = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : ''
  throw new LocalError('ambiguous', `${part} may mean ${named.join(', ')}${more}: give more of it`)
}

function jobsOf({ latest, published }: Episode): string[] {
  return [...new Set([latest?.job, published?.job].filter((job) => job !== undefined))]
}
