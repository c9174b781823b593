import { stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { codesOf, look } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

/** A mono WAV of 16 bits whose header says whatever it is told. */
function wav(rateHz: number, samples: number, claimedBytes = 2 * samples): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1')
  header.writeUInt32LE((36 + claimedBytes) >>> 0, 4)
  header.writeUInt32LE(rateHz, 24)
  header.writeUInt32LE(rateHz * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(claimedBytes, 40)
  const noise = Int16Array.from({ length: samples }, (_, i) => 9000 * Math.sin(i / 9))
  return Buffer.concat([header, Buffer.from(noise.buffer)])
}

describe('a header that lies', () => {
  it.each([
    [1, 'limit_exceeded:sample_rate'],
    [4_000_000, 'limit_exceeded:sample_rate'],
  ])('about %i samples a second is refused before anything is decoded', async (rateHz, code) => {
    const dir = await scratch()
    await writeFile(join(dir, 'source'), wav(rateHz, 4000))
    await expect(look(engine, join(dir, 'source'), dir)).rejects.toMatchObject({ code })
  })

  it('about length is a finding while more than half is there, and an error below', async () => {
    const dir = await scratch()
    const source = join(dir, 'source')
    await writeFile(source, wav(8000, 24_000, 64_000))
    const inspected = await look(engine, source, dir)
    expect(inspected).toMatchObject({ declaredDurationSeconds: 4, decodedDurationSeconds: 3 })
    expect(codesOf(inspected)).toContain('truncated_input')
    await writeFile(source, wav(8000, 24_000, 160_000))
    await expect(look(engine, source, dir)).rejects.toMatchObject({ code: 'truncated_input' })
  })

  it('is found in a cut MP3 that decodes without a complaint', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.mp3'), SIGNALS.speech, { seconds: 8 })
    const { size } = await stat(source)
    await truncate(source, Math.round(size * 0.7))
    expect(codesOf(await look(engine, source, dir))).toContain('truncated_input')
    await truncate(source, Math.round(size * 0.4))
    await expect(look(engine, source, dir)).rejects.toMatchObject({ code: 'truncated_input' })
  })

  it('that leaves the length open is a finding', async () => {
    const dir = await scratch()
    await writeFile(join(dir, 'source'), wav(44_100, 88_200, 0xffffffff))
    const inspected = await look(engine, join(dir, 'source'), dir)
    expect(inspected.decodedDurationSeconds).toBe(2)
    expect(codesOf(inspected)).toEqual(['header_size_wrong'])
  })

  it('of a recording without a sample is an empty input; one sample is a recording', async () => {
    const dir = await scratch()
    await writeFile(join(dir, 'none'), wav(44_100, 0))
    await expect(look(engine, join(dir, 'none'), dir)).rejects.toMatchObject({ code: 'empty_input' })
    await writeFile(join(dir, 'one'), wav(44_100, 1))
    const inspected = await look(engine, join(dir, 'one'), dir)
    expect(inspected.loudness.integratedLufs).toBeNull()
    expect(codesOf(inspected)).toEqual(['very_quiet'])
  })
})
