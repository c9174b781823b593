import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../jetstream/connection.ts'
import { monotonic } from '../jetstream/lease.ts'

const STOP_MS = 10_000
const POLL_MS = 50

const pidFile = (home: string): string => join(home, 'nats-server.pid')

/** At once, so that hardly any death of ours comes between. A full disk does not keep the server from running. */
export function rememberPid(home: string, pid: number, log: Log): void {
  try {
    writeFileSync(pidFile(home), String(pid))
  } catch (err) {
    log.warn({ err }, 'cannot write down the process id of nats-server')
  }
}

/**
 * Ends the nats-server that a killed predecessor of this process left running on the same files. A process
 * that only happens to have its number now is left alone: it was not started with our configuration.
 */
export async function endPredecessor(home: string, log: Log): Promise<void> {
  const pid = Number(await readFile(pidFile(home), 'utf8').catch(() => ''))
  if (!pid || !(await isOurs(pid, home))) return
  log.warn({ pid }, 'ending the nats-server of a process that was killed')
  process.kill(pid, 'SIGTERM')
  const deadline = monotonic() + STOP_MS
  while (await isOurs(pid, home)) {
    if (monotonic() > deadline) process.kill(pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

/** Its command line names our configuration file. A zombie has an empty one. */
async function isOurs(pid: number, home: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.includes(join(home, 'nats.conf'))
}
