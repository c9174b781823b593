import type { Rendition } from '../formats.ts'
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

/** Below this the sum of two sides loses more than it keeps. */
const CANCELING_CORRELATION = -0.5

/** Why the two sides must not be added up, if so: the code of the finding that says it. */
export function reasonForOneSide({
  findings,
  phaseCorrelation = 1,
}: Inspected): 'silent_channel' | 'out_of_phase' | undefined {
  const found = (code: string) => findings.some((finding) => finding.code === code)
  if (found('silent_channel')) return 'silent_channel'
  return found('out_of_phase') || phaseCorrelation < CANCELING_CORRELATION ? 'out_of_phase' : undefined
}
