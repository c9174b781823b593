import { readFile } from 'node:fs/promises'

/** The most memory that a process has had resident so far, in bytes. Needs Linux; elsewhere undefined, as for a process that is gone. */
export async function highWater(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? undefined : 1024 * Number(kilobytes)
}
