import { z } from 'zod'
import { type Episode, EpisodesPage } from './answers.ts'
import type { Api } from './api.ts'

/** Most that a page may have. */
const PAGE = 100

/** The filters of `GET /v1/episodes`, in its words. */
export type EpisodeQuery = Record<string, string>

/** Episodes page by page, as many as wanted, each with what the server says of it. */
export async function* episodes(
  api: Api,
  query: EpisodeQuery,
  { limit = Number.POSITIVE_INFINITY, signal }: { limit?: number; signal: AbortSignal },
): AsyncGenerator<{ episode: Episode; body: unknown }> {
  let left = limit
  let cursor: string | undefined
  while (left > 0) {
    const asked = { ...query, limit: String(Math.min(PAGE, left)), ...(cursor !== undefined && { cursor }) }
    const { value, body } = await api.ask(`/v1/episodes?${new URLSearchParams(asked)}`, EpisodesPage, {
      signal,
    })
    const bodies = z.object({ episodes: z.array(z.unknown()) }).parse(body).episodes
    for (const [at, episode] of value.episodes.entries()) yield { episode, body: bodies[at] }
    left -= value.episodes.length
    cursor = value.next
    if (cursor === undefined) return
  }
}
