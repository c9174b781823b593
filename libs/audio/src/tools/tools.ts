import type { Limits } from '../limits.ts'
import type { Bounds, Leash } from './leash.ts'
import type { ToolEnd, ToolResult } from './tool-end.ts'
import type { Patience } from './watchdog.ts'

/** Where the tools are and what a run of them may cost. */
export type Tools = {
  ffmpegPath: string
  ffprobePath: string
  limits: Limits
  /** A run without progress for this long is killed. */
  stallMs: number
  /** Found out once, when first needed. */
  leash: () => Promise<Leash>
  /** Told of the end of every run. */
  onToolEnded?: ((end: ToolEnd) => void) | undefined
}

/** What a run of this tool is to be told at its end. */
export const tellEnd =
  ({ onToolEnded }: Pick<Tools, 'onToolEnded'>, tool: ToolEnd['tool']) =>
  (result: ToolResult) =>
    onToolEnded?.({ tool, result })

/** A command on the leash, with the memory that the limits give to each. */
export async function leashed(
  tools: Tools,
  words: readonly [path: string, ...args: string[]],
  bounds: Omit<Bounds, 'memoryBytes'>,
): Promise<{ command: string; args: readonly string[] }> {
  const leash = await tools.leash()
  const [command = words[0], ...args] = [
    ...leash({ ...bounds, memoryBytes: tools.limits.childMemoryBytes }),
    ...words,
  ]
  return { command, args }
}

/** Until the watchdog or the kernel loses patience. */
export type RunPatience = Patience & { cpuSeconds: number }

/** For a run over audio that should last this many seconds, or as many as it turns out to last; 0: unknown. */
export function patienceFor({ limits, stallMs }: Tools, expectedSeconds = 0): RunPatience {
  const { wallFloorSeconds, wallPerAudioSecond, childCpuFloorSeconds, childCpuPerAudioSecond } = limits
  const lastingSeconds = expectedSeconds || limits.durationSeconds
  return {
    stallMs,
    wallMs: (reached) =>
      1000 * Math.max(wallFloorSeconds, wallPerAudioSecond * Math.max(expectedSeconds, reached)),
    cpuSeconds: Math.ceil(Math.max(childCpuFloorSeconds, childCpuPerAudioSecond * lastingSeconds)),
  }
}
