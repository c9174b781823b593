import type { Limits } from '../limits.ts'
import type { Leash } from './leash.ts'
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
}

/** A command on the leash. */
export async function leashed(
  tools: Tools,
  path: string,
  args: readonly string[],
): Promise<{ command: string; args: readonly string[] }> {
  const [command = path, ...words] = [...(await tools.leash()), path, ...args]
  return { command, args: words }
}

/** For a run over audio that should last this many seconds, or as many as it turns out to last. */
export function patienceFor({ limits, stallMs }: Tools, expectedSeconds = 0): Patience {
  const { wallFloorSeconds, wallPerAudioSecond } = limits
  return {
    stallMs,
    wallMs: (reached) =>
      1000 * Math.max(wallFloorSeconds, wallPerAudioSecond * Math.max(expectedSeconds, reached)),
  }
}
