import type { Rendition } from '../formats.ts'
import type { Inspected } from '../inspected.ts'
import type { Plan } from './plan.ts'

/**
 * Of a lossless rendition: as asked for, else 24 where the source has more than 16. Lossy sources have no
 * depth; 16 bits are below their own noise.
 */
export function depthOf({ bitDepth }: Rendition, source: Inspected): 16 | 24 {
  return bitDepth ?? ((source.bitDepth ?? 16) > 16 ? 24 : 16)
}

type Made = { rateHz: number; channels: number }

/**
 * The last filter before a lossless encoder. Down to 16 bits with triangular dither, or what is quiet would be
 * distorted; its noise comes from a fixed seed, the same each time. None where samples
 * of 16 bits stay as they are. 24 bits end below any noise of the world and need none.
 */
export function toDepth(depth: 16 | 24, source: Inspected, { gainDb }: Plan, made: Made): string {
  if (depth === 24) return 'aresample=osf=s32'
  const sameSamples = made.rateHz === source.sampleRateHz && made.channels === source.channels
  const untouched = gainDb === 0 && source.bitDepth === 16 && sameSamples
  return `aresample=osf=s16${untouched ? '' : ':dither_method=triangular'}`
}
