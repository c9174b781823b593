import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FORMATS, type LossyFormat, type Rendition } from '../formats.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { ENCODERS } from './encoders.ts'

/** Integrated loudness to a thousandth, which only the filter's metadata gives. */
async function loudness(file: string): Promise<number> {
  const filter = 'ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=-'
  const log = await ffmpeg(
    '-v',
    'error',
    '-i',
    file,
    '-af',
    filter.replace('file=-', 'file=pipe\\\\:2'),
    '-f',
    'null',
    '-',
  )
  return Number([...log.matchAll(/r128\.I=(\S+)/g)].at(-1)?.[1])
}

describe('the trim of an encoder', () => {
  it.each<[string, Rendition[]]>([
    ['mp3', rates('mp3', [64, 160, 192, 224, 256])],
    ['mp3 by quality', [0, 2, 4, 6, 9].map((vbrQuality) => ({ format: 'mp3', vbrQuality }))],
    ['m4a', rates('m4a', [96, 128, 256])],
    ['opus', rates('opus', [64, 96, 256])],
  ])('makes up for what it does to the level: %s', async (_, renditions) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.wav'), SIGNALS.music, { seconds: 4, rateHz: 48_000 })
    const before = await loudness(source)
    const off = await Promise.all(
      renditions.map(async (rendition, i) => {
        const { codec, muxer, coding, trimDb } = ENCODERS[rendition.format]
        const file = join(dir, `${i}.${rendition.format}`)
        const options = ['-c:a', codec(16), ...coding(rendition), '-f', muxer]
        await ffmpeg('-v', 'error', '-i', source, ...options, file)
        return (await loudness(file)) - before + trimDb(rendition)
      }),
    )
    for (const lu of off) expect(Math.abs(lu)).toBeLessThan(0.05)
  })

  it('is known for every bit rate and quality that is offered', () => {
    const trims = rates('mp3', FORMATS.mp3.bitratesKbps).map((rendition) => ENCODERS.mp3.trimDb(rendition))
    expect(trims).toEqual([...[0.446, 0.446, 0.446, 0.446, 0.446, 0.446], ...[0.265, 0.175, 0, 0]])
    expect(ENCODERS.mp3.trimDb({ format: 'mp3' })).toBe(0.446)
    expect(ENCODERS.mp3.trimDb({ format: 'mp3', vbrQuality: 9 })).toBe(0)
  })
})

function rates(format: LossyFormat, bitrates: readonly number[]): Rendition[] {
  return bitrates.map((bitrateKbps) => ({ format, bitrateKbps }))
}
