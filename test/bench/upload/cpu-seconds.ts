import { readFile } from 'node:fs/promises'

/** What Linux counts in, on every architecture that Node runs on (`USER_HZ`). */
const TICKS_A_SECOND = 100

/** `utime` and `stime` as proc(5) numbers the fields; two of them stand before the last parenthesis. */
const [UTIME, STIME] = [14 - 3, 15 - 3]

/** The processor time that a process has taken so far, all threads together. Needs Linux. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_A_SECOND
}
