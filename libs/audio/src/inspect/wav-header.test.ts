import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toneSamples, wavHeader, writeSparseWav } from '../awkward/make-wav.ts'
import { scratch } from '../testing/signals.ts'
import { readWavClaim } from './wav-header.ts'

const W64 = `riff${'\0'.repeat(20)}wave${'\0'.repeat(12)}`
const tone = toneSamples(20_000)
const written = async (...parts: Buffer[]) => {
  const file = join(await scratch(), 'source')
  await writeFile(file, Buffer.concat(parts))
  return readWavClaim(file)
}

describe('the size in the header of a WAV', () => {
  it.each([
    ...[0xffffffff, 0xfffffffe, 0xfffff000, 0xffffffff - 36, 0xff900000],
    ...[0x7fffffff, 0x7ffff000, 0x7fffffff - 44, 0x80000000, 0],
  ])('is no claim when it is what writers put down who did not know it: %i', async (claimedBytes) => {
    const claim = await written(wavHeader({ claimedBytes }), tone)
    expect(claim).toEqual({ sizeMissing: true, sizeTooSmall: false })
  })

  it.each([40_000, 2_000_000_000, 3_000_000_000])('is a claim otherwise: %i', async (claimedBytes) => {
    const claim = await written(wavHeader({ claimedBytes }), tone)
    const durationSeconds = claimedBytes / 88_200
    expect(claim).toEqual({ sizeMissing: false, sizeTooSmall: false, durationSeconds })
  })

  it.each([0x7ffff000, 0xfffff000])('is a claim where the file is that long: %i', async (claimedBytes) => {
    const file = await writeSparseWav(join(await scratch(), 'source'), { claimedBytes })
    expect(await readWavClaim(file)).toMatchObject({ sizeMissing: false, sizeTooSmall: false })
  })

  it('is too small when sound goes on behind it', async () => {
    const claim = await written(wavHeader({ claimedBytes: 10_000 }), tone)
    expect(claim).toMatchObject({ sizeMissing: false, sizeTooSmall: true })
  })

  it.each([
    ['a chunk', Buffer.concat([Buffer.from('LIST\x00\x20\0\0', 'latin1'), Buffer.alloc(8192, 'x')])],
    ['a tag', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x40\0', 'latin1'), Buffer.alloc(8192, 1)])],
    ['padding', Buffer.alloc(8192)],
    ['a little rubbish', Buffer.alloc(1000, 0xa5)],
  ])('is not too small when something else is behind it: %s', async (_, rest) => {
    const claim = await written(wavHeader({ claimedBytes: tone.length }), tone, rest)
    expect(claim).toMatchObject({ sizeMissing: false, sizeTooSmall: false })
  })
})

describe('the header of a WAV', () => {
  it('gets an answer whatever is in it', async () => {
    const file = join(await scratch(), 'source')
    const kinds = fc.constantFrom('fmt ', 'data', 'ds64', 'LIST', 'junk', 'desc')
    const chunk = fc
      .tuple(kinds, fc.uint8Array({ minLength: 4, maxLength: 60 }))
      .map(([kind, bytes]) => [...[Buffer.from(kind), Buffer.from(bytes)]])
    const head = fc.constantFrom(
      'RIFF\0\0\0\0WAVE',
      'RF64\0\0\0\0WAVE',
      'RIFF\0\0\0\0AVI ',
      'caff\0\x01\0\0',
      W64,
      '',
    )
    await fc.assert(
      fc.asyncProperty(head, fc.array(chunk), async (start, chunks) => {
        await writeFile(file, Buffer.concat([Buffer.from(start), ...chunks.flat()]))
        const claim = await readWavClaim(file)
        if (claim?.durationSeconds !== undefined) expect(claim.durationSeconds).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })
})
