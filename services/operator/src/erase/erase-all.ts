import { TaskRefusedError } from '@soundmill/runtime'
import { type EraseDeps, erase, NotErasableError } from './erase.ts'

/** They mostly wait; more at once would only be more connections to the log. */
const AT_ONCE = 8

/** Erases many, whatever becomes of the others. Rejects, when all have been tried, with the reasons of those that could not be: TaskRefusedError when all were refused. */
export async function eraseAll(deps: EraseDeps, episodes: string[]): Promise<void> {
  const failures: unknown[] = []
  for (let at = 0; at < episodes.length; at += AT_ONCE) {
    const some = episodes.slice(at, at + AT_ONCE)
    const results = await Promise.allSettled(some.map((episode) => erase(deps, episode)))
    deps.signal.throwIfAborted()
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])))
  }
  const isRefused = failures.every((failure) => failure instanceof NotErasableError)
  if (failures.length > 0 && isRefused) throw new TaskRefusedError(failures.map(messageOf).join('\n'))
  if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('; '))
}

const messageOf = (err: unknown) => (err instanceof Error ? err.message : String(err))
