import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Colour, type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { fakeTool, gone, never, pidIn, TOOLS } from '../testing/jobs.ts'
import { scratch } from '../testing/signals.ts'
import { findLeash } from '../tools/leash.ts'
import type { Tools } from '../tools/tools.ts'
import { prepareCover } from './prepare-cover.ts'

const leash = await findLeash()
const LEASHED: Tools = { ...TOOLS, leash: async () => leash }

/** Prepares these bytes, or refuses. */
async function cover(picture: Buffer | string, tools = LEASHED, signal: AbortSignal = never) {
  const dir = await scratch()
  const path = join(dir, 'picture')
  await writeFile(path, picture)
  return prepareCover(tools, path, dir, signal)
}

/** Grey noise, the same every time; nothing is harder to make small. */
function noise(width: number, height: number): Sharp {
  let state = 1
  const pixels = Buffer.alloc(width * height * 3)
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    pixels[at] = state >>> 24
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

const plain = (width: number, height: number, background: Colour = '#336699') =>
  sharp({ create: { width, height, channels: 4, background } })

describe('a picture that can be used', () => {
  it('becomes a JPEG to publish and a small one to embed, the same bytes each time', async () => {
    const picture = await noise(1200, 900).jpeg().toBuffer()
    const [once, again] = await Promise.all([cover(picture), cover(picture)])
    expect(once.published).toMatchObject({ width: 1200, height: 900, mediaType: 'image/jpeg' })
    expect((await stat(once.embedded.path)).size).toBeLessThanOrEqual(300_000)
    for (const which of ['published', 'embedded'] as const) {
      const { path, width, height } = once[which]
      expect(await sharp(path).metadata()).toMatchObject({ format: 'jpeg', width, height, channels: 3 })
      expect(await readFile(again[which].path)).toEqual(await readFile(path))
    }
  })

  it('is made no larger than 3000 × 3000, in its own shape', async () => {
    const { published, embedded } = await cover(await plain(6000, 4000).png().toBuffer())
    expect(published).toMatchObject({ width: 3000, height: 2000 })
    expect(embedded).toMatchObject({ width: 1400, height: 933 })
  })

  it('stands upright and on white, and says nothing but its pixels', async () => {
    const picture = await plain(40, 20, { r: 0, g: 0, b: 0, alpha: 0 })
      .withExif({ IFD0: { Copyright: 'secret', Orientation: '6' } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer()
    const { published } = await cover(picture)
    expect(published).toMatchObject({ width: 20, height: 40 })
    const { exif, icc, xmp, orientation } = await sharp(published.path).metadata()
    expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined])
    const { dominant } = await sharp(published.path).stats()
    expect(Math.min(...Object.values(dominant))).toBeGreaterThan(240)
  })

  it.each(['webp', 'gif'] as const)('may be a %s', async (format) => {
    const { published } = await cover(await plain(30, 30).toFormat(format).toBuffer())
    expect(published).toMatchObject({ width: 30, height: 30 })
  })

  it('is drawn without what hides behind its pixels', async () => {
    const polyglot = Buffer.concat([
      await plain(30, 30).jpeg().toBuffer(),
      Buffer.from('<script>alert(1)</script>'),
    ])
    const { published } = await cover(polyglot)
    expect(await readFile(published.path, 'latin1')).not.toContain('script')
  })
})

const SVG =
  '<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'

describe('a picture that cannot be used', () => {
  it.each([
    ['an SVG', SVG, /an SVG, which is not accepted/],
    ['a PDF', '%PDF-1.7 …', /a PDF, which/],
    ['an AVIF', '\0\0\0\x1cftypavif', /an AVIF, which/],
    ['text', 'Nothing to see here.', /not a picture/],
    ['nothing', '', /empty/],
  ])('is refused by name: %s', async (_, picture, message) => {
    await expect(cover(picture)).rejects.toMatchObject({
      name: 'CoverError',
      code: 'cover_unusable',
      message: expect.stringMatching(message),
    })
  })

  it('is refused when it is damaged', async () => {
    const whole = await noise(300, 300).jpeg().toBuffer()
    await expect(cover(whole.subarray(0, whole.length / 2))).rejects.toThrow(/damaged/)
    await expect(cover(Buffer.from('\xff\xd8\xff and nothing', 'latin1'))).rejects.toThrow(/damaged/)
    await expect(cover(Buffer.concat([whole.subarray(0, 3), Buffer.from(SVG)]))).rejects.toThrow(/damaged/)
  })

  it('is refused by the size it claims, without being decoded', async () => {
    const picture = await plain(1, 1).png().toBuffer()
    picture.writeUInt32BE(65_535, 16)
    picture.writeUInt32BE(65_535, 20)
    // The claim has a checksum.
    picture.writeUInt32BE(crc32(picture.subarray(12, 29)), 29)
    await expect(cover(picture)).rejects.toThrow(/65535 × 65535 pixels; at most 40 million/)
  })

  it('is refused beyond ten megabytes, without being read', async () => {
    const dir = await scratch()
    const path = join(dir, 'picture')
    await writeFile(path, '')
    await truncate(path, 11 * 1024 ** 2)
    await expect(prepareCover(LEASHED, path, dir, never)).rejects.toThrow(/11.0 MiB; at most 10.0/)
  })
})

describe('drawing a cover', () => {
  it('is over when it is aborted, and its process dead', async () => {
    const dir = await scratch()
    const wrapper = await fakeTool(dir, 'wrapper', 'echo $$ > $here/pid; exec sleep 600')
    const tools: Tools = { ...TOOLS, leash: async () => () => [wrapper] }
    const abort = new AbortController()
    const running = cover(await plain(9, 9).png().toBuffer(), tools, abort.signal)
    const ended = expect(running).rejects.toThrow('enough')
    const pid = await pidIn(join(dir, 'pid'))
    abort.abort(new Error('enough'))
    await ended
    await gone([pid], 2000)
  })

  it('blames the picture when its process crashes, and nobody else when it cannot start', async () => {
    const dir = await scratch()
    const picture = await plain(9, 9).png().toBuffer()
    const through = async (script: string): Promise<Tools> => {
      const wrapper = await fakeTool(dir, `tool-${script.length}`, script)
      return { ...TOOLS, leash: async () => () => [wrapper] }
    }
    await expect(cover(picture, await through('kill -SEGV $$'))).rejects.toThrow(
      /cannot be decoded \(SIGSEGV\)/,
    )
    await expect(
      cover(picture, await through('echo Could not load sharp >&2; exit 1')),
    ).rejects.toMatchObject({
      name: 'AudioError',
      code: 'internal',
      logTail: expect.stringContaining('Could not load sharp'),
    })
  })
})

/** PNG's checksum (ISO 3309). */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
