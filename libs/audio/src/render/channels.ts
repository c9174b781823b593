import type { Finding } from '../findings.ts'
import type { Rendition } from '../formats.ts'
import { seconds } from '../inspect/evidence.ts'
import type { Inspected } from '../inspected.ts'
import { type Mix, mixOf } from '../measure/mix.ts'

/** How two sides become one: half of each, or one of them alone. */
export type Fold = 'both' | 'left' | 'right'

const FOLDS: Record<Fold, string> = {
  both: 'pan=mono|c0=0.5*c0+0.5*c1',
  left: 'pan=mono|c0=c0',
  right: 'pan=mono|c0=c1',
}

/** What the source was measured as. A uniform copy is stereo whatever the source was. */
export function sourceMix({ uniformCopy, channels, channelLayout, codec }: Inspected): Mix {
  return uniformCopy ? mixOf(2, 'stereo') : mixOf(channels, channelLayout, codec)
}

export function folded(stereo: Mix, fold: Fold): Mix {
  return { channels: 1, filter: `${stereo.filter},${FOLDS[fold]}` }
}

/**
 * Mono on both sides, each at its full level: that is the dual mono which mono is measured as. (ffmpeg's own
 * way to stereo lowers it by 3 dB on some paths.)
 */
export function doubled(mono: Mix): Mix {
  return { channels: 2, filter: `${mono.filter},pan=stereo|c0=c0|c1=c0` }
}

/** Whether a rendition needs its own mix of a source with two sides. */
export function mustFold({ channels }: Rendition, mix: Mix): boolean {
  return channels === 'mono' && mix.channels === 2
}

/** Where less of it cancels, what does not may be a voice that is on one side only. */
const NEARLY_ALL = 0.9

/**
 * Why one side is taken alone instead of the sum of both, if so. Whoever leaves out a side must know that
 * nobody is lost with it: it is silent, or the other one says the same upside down.
 */
export function reasonForOneSide({ findings, canceling }: Inspected): Omit<Finding, 'artifact'> | undefined {
  if (findings.some(({ code }) => code === 'silent_channel'))
    return { code: 'silent_channel', detail: 'the other one is silent' }
  if (!canceling || canceling.seconds < NEARLY_ALL * canceling.audibleSeconds) return undefined
  const heard = `${seconds(canceling.seconds)} of the ${seconds(canceling.audibleSeconds)} that can be heard`
  return { code: 'out_of_phase', detail: `the two cancel each other in ${heard}`, measured: canceling }
}
