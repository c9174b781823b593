import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Limits } from '../limits.ts'
import { look } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { findBox } from './boxes.ts'
import { id3 } from './broken.ts'
import { wavHeader } from './make-wav.ts'
import { pagesOf, withSerial } from './ogg.ts'

/** None of these may take more memory than an ordinary recording does, nor more than a few seconds. */
const engineWith = (limits: Partial<Limits> = {}) =>
  createAudioEngine({ limits: { childMemoryBytes: 400 * 1024 ** 2, ...limits } })

const voice = async (dir: string, name: string, ...output: string[]) =>
  readFile(await makeSignal(join(dir, name), SIGNALS.speech, { seconds: 2, channels: 1, output }))

type Bomb = {
  name: string
  make: (dir: string) => Promise<Buffer | string>
  /** More than one where versions of ffmpeg differ: one refuses a table, another reads what is there of it. */
  outcome: string | string[]
  limits?: Partial<Limits>
}

/** An M4A with another number at a place in one of its tables. */
const withTable = (table: string, at: number, value: number) => async (dir: string) => {
  const m4a = await voice(dir, 'a.m4a')
  const box = findBox(m4a, ['moov', 'trak', 'mdia', 'minf', 'stbl', table]).at(-1)
  m4a.writeUInt32BE(value, (box?.at ?? 0) + 8 + at)
  return m4a
}

/** 156 days in three hundred bytes. */
async function ages(dir: string): Promise<Buffer> {
  const tiny = ['-ar', '5098', '-fflags', '+bitexact', '-af', 'atrim=end_sample=100']
  const flac = await voice(dir, 'a.flac', ...tiny)
  // The lower 36 bits of the stream's description before its MD5: how many samples there are.
  flac[21] = (flac[21] ?? 0) | 0x0f
  flac.writeUInt32BE(0xffffffff, 22)
  return flac
}

/** Blocks that say they are many in one, in the manner of EBML. */
async function laced(dir: string): Promise<Buffer> {
  const mka = await voice(dir, 'a.mka', '-c:a', 'libopus')
  for (let at = mka.indexOf('\x81\0', 0, 'latin1'); at > 0; at = mka.indexOf('\x81\0', at + 1, 'latin1')) {
    if (mka[at + 3] === 0x80) mka[at + 3] = 0x86
  }
  return mka
}

async function hours(dir: string): Promise<string> {
  const [source, file] = ['anullsrc=r=2000:cl=mono:d=36000', join(dir, 'hours.flac')]
  await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', source, '-c:a', 'flac', '-frame_size', '65535', file)
  return file
}

async function manyStreams(dir: string): Promise<Buffer> {
  const [first = Buffer.alloc(0), ...rest] = pagesOf(await voice(dir, 'a.opus'))
  const beginnings = Array.from({ length: 2000 }, (_, serial) => withSerial(first, serial + 10))
  return Buffer.concat([...beginnings, first, ...rest])
}

function manyTags(): Buffer {
  const frame = (i: number) => {
    const text = `\0key ${i}\0value`
    const size = Buffer.alloc(4)
    size.writeUInt32BE(text.length)
    return Buffer.concat([Buffer.from('TXXX'), size, Buffer.alloc(2), Buffer.from(text, 'latin1')])
  }
  return id3(Buffer.concat(Array.from({ length: 5000 }, (_, i) => frame(i))))
}

function nested(depth: number): Buffer {
  const boxes = Array.from({ length: depth }, (_, i) => {
    const box = Buffer.from('\0\0\0\0moov', 'latin1')
    box.writeUInt32BE(8 * (depth - i))
    return box
  })
  return Buffer.concat([Buffer.from('\0\0\0\x14ftypM4A \0\0\0\0M4A ', 'latin1'), ...boxes])
}

async function zerosBehind(dir: string): Promise<string> {
  const file = join(dir, 'zeros.wav')
  await writeFile(file, Buffer.concat([wavHeader({ claimedBytes: 88_200 }), Buffer.alloc(88_200, 7)]))
  await truncate(file, 4 * 1024 ** 3)
  return file
}

const BOMBS: readonly Bomb[] = [
  {
    name: 'ten hours in a few kilobytes',
    make: hours,
    outcome: 'limit_exceeded:duration',
    limits: { durationSeconds: 600 },
  },
  { name: '156 days in three hundred bytes', make: ages, outcome: 'truncated_input' },
  {
    name: 'an index of four thousand million sizes',
    make: withTable('stsz', 8, 0xffffffff),
    outcome: 'corrupt_input',
  },
  {
    name: 'an index of a hundred million sizes',
    make: withTable('stsz', 8, 100_000_000),
    outcome: 'corrupt_input',
  },
  {
    name: 'samples of four thousand million bytes',
    make: withTable('stsz', 4, 0xfffffff0),
    outcome: 'corrupt_input',
  },
  {
    name: 'an index that says it lasts for years',
    make: withTable('stts', 12, 0x7fffffff),
    outcome: 'truncated_input',
  },
  {
    name: 'an index with times without end',
    make: withTable('stts', 4, 0xffffffff),
    outcome: 'limit_exceeded:memory',
  },
  {
    name: 'an index of four thousand million places',
    make: withTable('stco', 4, 0xffffffff),
    outcome: ['limit_exceeded:memory', 'accepted'],
  },
  { name: 'blocks of a film that say they are many', make: laced, outcome: 'corrupt_input' },
  { name: 'boxes in boxes in boxes', make: async () => nested(50_000), outcome: 'corrupt_input' },
  { name: 'two thousand streams', make: manyStreams, outcome: 'limit_exceeded:streams' },
  {
    name: 'five thousand tags',
    make: async (dir) => Buffer.concat([manyTags(), await voice(dir, 'a.mp3')]),
    outcome: 'accepted',
  },
  { name: 'gigabytes of empty chunks', make: zerosBehind, outcome: 'timeout', limits: { probeSeconds: 1 } },
]

/** F18. */
describe('a file that would blow up', () => {
  it.each(BOMBS)('has one outcome and costs little: $name', async ({ make, outcome, limits }) => {
    const dir = await scratch()
    const made = await make(dir)
    const file = typeof made === 'string' ? made : join(dir, 'bomb')
    if (typeof made !== 'string') await writeFile(file, made)
    const started = performance.now()
    const looking = look(engineWith(limits), file, dir).then(
      () => 'accepted',
      (error: { code?: string }) => error.code ?? error,
    )
    expect([outcome].flat()).toContain(await looking)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
