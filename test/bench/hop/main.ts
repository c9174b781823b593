import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@soundmill/cli/terminal'
import { parseArguments, USAGE } from './arguments.ts'
import { findLog } from './log.ts'
import { measure } from './measure.ts'
import { report } from './report.ts'

/*
 * `npm run bench:hop`: how long it is from a submitted job to its start, where a worker is idle, next to what two
 * appends cost. Exit code 0: measured; 1: it could not be, or with `--strict` the goal was missed; 2: the
 * arguments are not understood.
 */

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: bench,
})

async function bench(chosen: ReturnType<typeof parseArguments>): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)))
  }
  const opened: { stop(): Promise<unknown> }[] = []
  try {
    const dir = await mkdtemp(join(tmpdir(), 'soundmill-bench-'))
    opened.push({ stop: () => rm(dir, { recursive: true, force: true }) })
    const log = await findLog(join(dir, 'nats'), chosen.server)
    opened.push(log)
    const course = { dir, url: log.address.url, signal: stop.signal }
    const hops = await measure(course, chosen, (line) => console.error(line))
    return report({ ...chosen, server: log.address, hops })
  } catch (error) {
    console.error(stop.signal.aborted ? String(stop.signal.reason) : error)
    return 1
  } finally {
    for (const { stop: close } of opened.toReversed()) await close()
  }
}
