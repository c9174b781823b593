import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@soundmill/cli/terminal'
import { NAMESPACE, startLog } from '../shared/log.ts'
import { whereIs } from '../shared/run-tool.ts'
import { goalTable } from '../shared/tables.ts'
import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { writeBody } from './body.ts'
import { GOALS, judge } from './goals.ts'
import { type Rounds, runRounds } from './rounds.ts'
import { findStore } from './store.ts'
import { costTable } from './tables.ts'
import { makeWorkloads, type Workload } from './workload.ts'

/*
 * `npm run bench:upload`: what an upload costs, next to those it wants to be compared with. Exit code
 * 0: measured; 1: it could not be, or with `--strict` a goal was missed; 2: the arguments are not understood.
 */

/** Two parts of our blob store: everything has been used once. */
const WARM_UP_BYTES = 16 * 1024 ** 2

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: bench,
})

async function bench(chosen: Arguments): Promise<number> {
  const stop = new AbortController()
  // Again is harmless: npm and `timeout` pass on what the whole group gets anyway.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)))
  }
  try {
    const { rounds, workloads } = await measure(chosen, stop.signal)
    return report(chosen, rounds, workloads)
  } catch (error) {
    console.error(stop.signal.aborted ? String(stop.signal.reason) : error)
    return 1
  }
}

function report(chosen: Arguments, rounds: Rounds, workloads: Workload[]): number {
  const verdicts = GOALS.map((goal) => judge(goal, rounds))
  if (chosen.json) console.log(JSON.stringify({ ...chosen, rounds, verdicts }, null, 2))
  else {
    for (const workload of workloads) console.log(`\n${costTable(workload, rounds, chosen.only)}`)
    console.log('(× multiples of the presigned PUT of the same round: median, least and most)')
    console.log(`\n${goalTable(verdicts)}`)
  }
  return chosen.strict && verdicts.some(({ outcome }) => outcome === 'missed') ? 1 : 0
}

async function measure(chosen: Arguments, signal: AbortSignal) {
  const opened: { stop(): Promise<unknown> }[] = []
  try {
    if (process.platform !== 'linux') throw new Error('Linux is needed: /proc says what a process costs')
    const dir = await mkdtemp(join(tmpdir(), 'soundmill-bench-'))
    opened.push({ stop: () => rm(dir, { recursive: true, force: true }) })
    const [curl, tusd] = await Promise.all([whereIs('curl'), whereIs('tusd')])
    if (curl === undefined) throw new Error('curl is needed')
    const store = await findStore()
    opened.push(store)
    const log = await startLog(join(dir, 'nats'))
    opened.push(log)
    const present = chosen.only.filter((name) => tusd !== undefined || !name.startsWith('tusd'))
    const workloads = await makeWorkloads(chosen, present, dir)
    const warmUp = await writeBody(join(dir, 'warm-up.wav'), WARM_UP_BYTES)
    const servers = { s3: store.address, natsUrl: log.address, namespace: NAMESPACE }
    const say = (line: string) => console.error(line)
    const course = { dir, ...servers, tusd, warmUp, signal }
    return { workloads, rounds: await runRounds(course, { workloads, rounds: chosen.rounds, say }) }
  } finally {
    for (const { stop } of opened.toReversed()) await stop()
  }
}
