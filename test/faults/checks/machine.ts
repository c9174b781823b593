import { readdir, readFile } from 'node:fs/promises'
import type { CheckedWorld } from './checked-world.ts'

/** I6, on this machine, when every job has ended: no scratch directories, no children of the processor. */
export async function checkMachine({ scratchDir }: CheckedWorld): Promise<string[]> {
  if (scratchDir === undefined) return []
  const directories = await readdir(scratchDir)
  const children = await toolsIn(scratchDir)
  return [
    ...directories.map((name) => `I6: the scratch directory ${name} was left behind`),
    ...children.map(({ command }) => `I6: a child still runs: ${command}`),
  ]
}

/** A child of a worker. */
export type Tool = { pid: number; command: string }

/**
 * What runs for the workers of a scratch directory, dead ones included: tools get their files as arguments, and those
 * lie there. Only Linux can be asked.
 */
export async function toolsIn(scratchDir: string): Promise<Tool[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  )
  return commands.filter(({ command }) => command.includes(scratchDir))
}
