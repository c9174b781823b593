import { execFile } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { scratch } from './scratch.ts'
import { type ToneOptions, tone, toneChunks, writeTone } from './tone.ts'

const run = promisify(execFile)

async function measure(options: ToneOptions) {
  const { dir } = await scratch()
  const path = await writeTone(join(dir, 'tone.wav'), options)
  const { stderr } = await run('ffmpeg', [
    '-nostdin',
    '-i',
    path,
    '-af',
    'ebur128=peak=true',
    '-f',
    'null',
    '-',
  ])
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
  return {
    loudnessLufs: number(/I: +(\S+) LUFS/, summary),
    truePeakDbtp: number(/Peak: +(\S+) dBFS/, summary),
  }
}

const number = (pattern: RegExp, text: string) => Number(pattern.exec(text)?.[1])

describe('a tone', () => {
  it.each<ToneOptions>([
    { seconds: 20 },
    { seconds: 45, sampleRateHz: 44_100, channels: 2 },
    { seconds: 10, sampleRateHz: 16_000, loudnessLufs: -35, seed: 7 },
  ])('is as loud as it was asked to be: %o', async (options) => {
    const { loudnessLufs, truePeakDbtp } = await measure(options)
    expect(Math.abs(loudnessLufs - (options.loudnessLufs ?? -24))).toBeLessThan(0.5)
    expect(truePeakDbtp).toBeLessThan(-3)
  })

  it('is the same every time, and another for another seed', () => {
    expect(tone({ seconds: 1 })).toEqual(tone({ seconds: 1 }))
    expect(tone({ seconds: 1 })).not.toEqual(tone({ seconds: 1, seed: 2 }))
  })

  it('says its true size, in RF64 when 32 bits are not enough', async () => {
    const short = tone({ seconds: 2.5 })
    expect(short.length).toBe(44 + 2.5 * 48_000 * 2)
    expect(short.toString('latin1', 0, 4)).toBe('RIFF')
    expect(short.readUInt32LE(4)).toBe(short.length - 8)

    const [header] = toneChunks({ seconds: 50_000 })
    expect(header?.toString('latin1', 0, 4)).toBe('RF64')
    expect(header?.readBigUInt64LE(28)).toBe(BigInt(50_000 * 48_000 * 2))
    expect(header?.readBigUInt64LE(20)).toBe(BigInt(50_000 * 48_000 * 2 + (header?.length ?? 0) - 8))
  })
})

describe('a scratch directory', () => {
  let dir = ''
  it('is there while the test runs', async () => {
    dir = (await scratch()).dir
    await (await open(join(dir, 'file'), 'w')).close()
    expect((await stat(dir)).isDirectory()).toBe(true)
  })

  it('is gone afterwards', async () => {
    await expect(stat(dir)).rejects.toThrow('ENOENT')
  })
})
