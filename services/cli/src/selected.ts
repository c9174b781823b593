import type { Action } from './actions.ts'
import { type EpisodeQuery, episodes } from './api/episodes.ts'
import { UsageError } from './api/errors.ts'
import type { Context } from './context.ts'
import { type Found, findEpisode, isNewest } from './find-episode.ts'
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

/**
 * What was named. `latest` is another one after every submit: which it is now is said, and asked where it would
 * end. Undefined when the answer is no. Throws UsageError where there is nobody to ask and no `--yes`.
 */
export async function named(
  context: Context,
  { verb }: Pick<Action, 'verb'>,
  args: readonly string[],
  yes: boolean,
): Promise<(string | Found)[] | undefined> {
  const targets: (string | Found)[] = []
  for (const typed of args) {
    const target = isNewest(typed) ? await findEpisode(context, typed) : typed
    const isAsked = !yes && verb !== 'retry'
    if (typeof target !== 'string' && !(await isMeant(context, { verb, typed, isAsked }, target))) return
    targets.push(target)
  }
  return targets
}

type Meaning = { verb: string; typed: string; isAsked: boolean }

/** Says which it is, or asks. */
async function isMeant({ out }: Context, { verb, typed, isAsked }: Meaning, { id, episode }: Found) {
  const which = [episode?.title ?? episode?.filename ?? [], id].flat().join(', ')
  if (!isAsked) {
    out.note(`${typed} is ${which}`)
    return true
  }
  if (!out.confirm) throw new UsageError(`this would ${verb} ${which}; say --yes, or its id`)
  return out.confirm(`${verb} ${which}?`)
}
