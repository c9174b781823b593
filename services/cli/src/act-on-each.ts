import type { Action, Done } from './actions.ts'
import type { Context } from './context.ts'
import { EXIT, type ExitCode, worstOf } from './exit-codes.ts'
import { described, failed } from './failures.ts'
import { type Found, findEpisode } from './find-episode.ts'
import { endedLines } from './report/ended.ts'
import { count } from './terminal/numbers.ts'
import { printable } from './terminal/printable.ts'
import { type Waited, waitFor } from './wait-for.ts'

type How = { wait: boolean; lane?: string | undefined; deadline: AbortSignal }

/** How what was typed is found, and what is done to it. */
type Doing = { verb: string; act: Action['act']; find?: typeof findEpisode }

type Result = {
  named: string
  id?: string
  done?: Done
  problem?: unknown
  ended?: Waited['ended']
  exit: ExitCode
}

/** From so many on it is worth showing how far it is. */
const MANY = 5

/**
 * Does it to one after the other, says what happened to each, and then waits for what was begun. One that
 * fails keeps no other from being done. Resolves with what all of it amounts to.
 */
export async function actOnEach(
  context: Context,
  doing: Doing,
  targets: readonly (string | Found)[],
  how: How,
): Promise<ExitCode> {
  const { out, signal } = context
  const results: Result[] = []
  for (const [at, target] of targets.entries()) {
    if (signal.aborted) break
    if (targets.length >= MANY) {
      out.screen.progress({ step: doing.verb, percent: (at / targets.length) * 100 })
    }
    const result = await actOn(context, doing, target, how)
    results.push(result)
    if (result.done) {
      out.screen.idle()
      out.print(`${result.id}  ${result.done.said}`)
    }
  }
  out.screen.idle()
  for (const result of how.wait ? results : []) await waited(context, result, how.deadline)
  out.document({ results: results.map(documentOf) })
  summarize(context, doing.verb, results, targets.length)
  return signal.aborted ? EXIT.interrupted : worstOf(results.map(({ exit }) => exit))
}

async function actOn(
  context: Context,
  { act, find = findEpisode }: Doing,
  target: string | Found,
  { lane }: How,
): Promise<Result> {
  const { out, signal } = context
  const named = typeof target === 'string' ? printable(target) : target.id
  try {
    const found = typeof target === 'string' ? await find(context, target) : target
    const done = await act(context, found, { lane })
    return { named, id: found.id, done, exit: EXIT.ok }
  } catch (error) {
    if (!signal.aborted) out.note(`${named}:`)
    return { named, problem: error, exit: failed(error, out, signal) }
  }
}

async function waited(context: Context, result: Result, deadline: AbortSignal): Promise<void> {
  const { out, typed, signal } = context
  if (!result.done?.watched || signal.aborted) return
  try {
    out.screen.line(`\n${result.id}`)
    const { ended, exit } = await waitFor(context, result.done.watched, { deadline })
    result.ended = ended
    result.exit = exit
    out.print(endedLines(ended, { typed, paint: out.paint }))
  } catch (error) {
    result.problem = error
    result.exit = failed(error, out, signal)
  }
}

function documentOf({ named, id, done, problem, ended }: Result): unknown {
  const body = typeof done?.body === 'object' ? done.body : {}
  return {
    named,
    ...(id !== undefined && { episode: id }),
    ...body,
    ...(ended?.kind === 'job' && { ended: ended.answer.body }),
    ...(problem !== undefined && { problem: described(problem).body }),
  }
}

function summarize({ out }: Context, verb: string, results: Result[], asked: number): void {
  if (asked === 0) out.print(`nothing to ${verb}`)
  if (asked < 2) return
  const bad = results.filter(({ done }) => !done).length
  const left = asked - results.length
  const rest = [bad > 0 ? `${bad} failed` : [], left > 0 ? `${left} not begun` : []].flat()
  out.note([`${verb}: ${count(results.length - bad, 'episode')} done`, ...rest].join(', '))
}
