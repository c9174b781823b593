import { readdir, readFile } from 'node:fs/promises'
import type { FaultWorld } from '../world.ts'

/** I6, on this machine, when every job has ended: no scratch directories, no children of the processor. */
export async function checkMachine({ scratchDir }: FaultWorld): Promise<string[]> {
  const directories = await readdir(scratchDir)
  const children = await processesNaming(scratchDir)
  return [
    ...directories.map((name) => `I6: the scratch directory ${name} was left behind`),
    ...children.map((command) => `I6: a child still runs: ${command}`),
  ]
}

/** Tools get their files as arguments, and those lie in the scratch directory. Only Linux can be asked. */
async function processesNaming(path: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return commands.filter((command) => command.includes(path)).map((command) => command.replaceAll('\0', ' '))
}
