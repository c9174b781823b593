import type { Action } from './actions.ts'
import { type EpisodeQuery, episodes } from './api/episodes.ts'
import { UsageError } from './api/errors.ts'
import type { Context } from './context.ts'
import type { Found } from './find-episode.ts'
import { count } from './terminal/numbers.ts'

/** Every episode that the filters find and to which it can be done. Looked up first: it is asked how many. */
export async function selected(
  { api, signal }: Context,
  query: EpisodeQuery,
  action: Action,
): Promise<Found[]> {
  const found: Found[] = []
  for await (const { episode } of episodes(api, query, { signal })) {
    if (action.applies(episode)) found.push({ id: episode.id, episode })
  }
  return found
}

/** Whether it shall be done to so many. Throws UsageError where there is nobody to ask and no `--yes`. */
export async function agreed(
  { out }: Context,
  { verb }: Pick<Action, 'verb'> | { verb: string },
  number: number,
  yes: boolean,
): Promise<boolean> {
  if (yes) return true
  const what = `${verb} ${count(number, 'episode')}`
  if (!out.confirm) throw new UsageError(`this would ${what}; say --yes where nobody can be asked`)
  return out.confirm(`${what}?`)
}
