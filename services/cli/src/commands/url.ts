import type { Command } from 'commander'
import { z } from 'zod'
import { Queue } from '../api/queue-answers.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { described } from '../failures.ts'
import type { Does } from '../program.ts'

/** Long enough for a far away server, short enough for somebody who waits. */
const WITHIN_MS = 5_000

const MEANING = `ready means that the server answers; whether its neighbours do, the event log and the store of the
views, is asked of the queue, and ends with 1 if not`

/** `soundmill url`: which server the others talk to, whether it is ready, and what of it does not answer. */
export function addUrl(program: Command, does: Does): void {
  program
    .command('url')
    .description('which server the other commands talk to, and whether it is ready')
    .addHelpText('after', `\n${MEANING}`)
    .action(does(z.unknown(), url))
}

async function url({ api, out, signal }: Context) {
  out.print(api.url)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)])
  const response = await api.fetch('/readyz', { signal: patience })
  await response.arrayBuffer()
  const silent = response.ok ? await silentParts(api, patience) : []
  out.document({ url: api.url, ready: response.ok, silent })
  out.note(response.ok ? 'it is ready' : `it is not ready (${response.status})`)
  for (const { what, code } of silent) out.note(`and yet ${what} (${code})`)
  return response.ok && silent.length === 0 ? EXIT.ok : EXIT.refused
}

/** What the queue says of the neighbours: the store of the views, and the log. */
async function silentParts(api: Context['api'], signal: AbortSignal) {
  try {
    const { lanes } = (await api.ask('/v1/queue', Queue, { signal })).value
    const isLogAway = lanes.some(({ state }) => state === undefined)
    return isLogAway ? [{ what: 'the event log does not answer', code: 'log_unavailable' }] : []
  } catch (error) {
    const { message: what, code } = described(error)
    return [{ what, code }]
  }
}
