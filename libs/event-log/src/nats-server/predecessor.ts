import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../jetstream/connection.ts'

const STOP_MS = 10_000
const POLL_MS = 50

const pidFile = (home: string): string => join(home, 'nats-server.pid')

export function rememberPid(home: string, pid: number): void {
  void writeFile(pidFile(home), String(pid))
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
  const deadline = Date.now() + STOP_MS
  while (await isOurs(pid, home)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

/** Its command line names our configuration file. A zombie has an empty one. */
async function isOurs(pid: number, home: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.includes(join(home, 'nats.conf'))
}
