import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FORMATS, type Format } from '../formats.ts'
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
  it.each<[Format, number[]]>([
    ['mp3', [64, 160, 192, 224, 256]],
    ['m4a', [96, 128, 256]],
    ['opus', [64, 96, 256]],
  ])('makes up for what it does to the level: %s', async (format, bitrates) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.wav'), SIGNALS.music, { seconds: 4, rateHz: 48_000 })
    const before = await loudness(source)
    const { codec, muxer, options, trimDb } = ENCODERS[format]
    const off = await Promise.all(
      bitrates.map(async (kbps) => {
        const file = join(dir, `${kbps}.${format}`)
        const coding = ['-c:a', codec, '-b:a', `${kbps}k`, ...options, '-f', muxer]
        await ffmpeg('-v', 'error', '-i', source, ...coding, file)
        return [kbps, Math.abs((await loudness(file)) - before + trimDb(kbps)) < 0.05]
      }),
    )
    expect(off).toEqual(bitrates.map((kbps) => [kbps, true]))
  })

  it('is known for every bit rate that is offered', () => {
    for (const [format, { trimDb }] of Object.entries(ENCODERS)) expect(trimDb(128), format).not.toBeNaN()
    expect(FORMATS.mp3.bitratesKbps.map((kbps) => ENCODERS.mp3.trimDb(kbps))).toEqual([
      ...[0.446, 0.446, 0.446, 0.446, 0.446, 0.446],
      ...[0.265, 0.175, 0, 0],
    ])
  })
})
