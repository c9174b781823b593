import type { Command } from 'commander'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { Does } from '../program.ts'

/** Long enough for a far away server, short enough for somebody who waits. */
const WITHIN_MS = 5_000

/** `soundmill url`: which server the others talk to, and whether it is ready. */
export function addUrl(program: Command, does: Does): void {
  program
    .command('url')
    .description('which server the other commands talk to, and whether it is ready')
    .action(does(z.unknown(), url))
}

async function url({ api, out, signal }: Context) {
  out.print(api.url)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)])
  const response = await api.fetch('/readyz', { signal: patience })
  await response.arrayBuffer()
  out.document({ url: api.url, ready: response.ok })
  out.note(response.ok ? 'it is ready' : `it is not ready (${response.status})`)
  return response.ok ? EXIT.ok : EXIT.refused
}
