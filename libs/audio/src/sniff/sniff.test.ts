import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { SNIFF_BYTES, sniff } from './sniff.ts'

/** Every container of the list that this ffmpeg can also write, as it writes it. */
const WRITTEN: [string, string[], string][] = [
  ['a.wav', [], 'wav'],
  ['b.wav', ['-rf64', 'always'], 'wav'],
  ['a.w64', [], 'w64'],
  ['a.aiff', [], 'aiff'],
  ['a.caf', [], 'caf'],
  ['a.mp3', [], 'mp3'],
  ['b.mp3', ['-id3v2_version', '0', '-write_xing', '0'], 'mp3'],
  ['a.mp2', [], 'mp3'],
  ['a.flac', [], 'flac'],
  ['a.ogg', ['-c:a', 'libvorbis'], 'ogg'],
  ['a.opus', [], 'ogg'],
  ['a.m4a', [], 'm4a'],
  ['a.mp4', [], 'mp4'],
  ['a.mov', ['-c:a', 'aac'], 'mov'],
  ['a.3gp', ['-c:a', 'aac'], '3gp'],
  ['a.mka', [], 'matroska'],
  ['a.webm', ['-c:a', 'libopus'], 'webm'],
  ['a.aac', [], 'aac'],
  ['a.ac3', [], 'ac3'],
  ['a.eac3', [], 'eac3'],
  ['a.wma', [], 'asf'],
  ['a.wv', [], 'wv'],
  ['a.tta', [], 'tta'],
]

describe('a file that ffmpeg wrote', () => {
  it('is recognised, whatever the container', async () => {
    const dir = await scratch()
    const wav = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    for (const [name, options, container] of WRITTEN) {
      await ffmpeg('-v', 'error', '-i', wav, ...options, join(dir, name))
      const bytes = await readFile(join(dir, name))
      expect([name, sniff(bytes)?.container]).toEqual([name, container])
      expect(sniff(bytes.subarray(0, SNIFF_BYTES))).toEqual(sniff(bytes))
    }
  })
})

const ascii = (text: string) => new TextEncoder().encode(text)

describe('what is not audio', () => {
  it.each([
    ['nothing', ''],
    ['text', 'just some words'],
    ['a web page', '<!doctype html><html><body>404</body></html>'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.wav\n'],
    ['a DASH manifest', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
    ['an ffconcat list', 'ffconcat version 1.0\nfile secret.wav\n'],
    ['a session description', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\n'],
    ['ffmetadata', ';FFMETADATA1\ntitle=x\n'],
    ['subtitles', '1\n00:00:00,000 --> 00:00:01,000\nhello\n'],
    ['JSON', '{"hello": "world", "and": [1, 2, 3]}'],
    ['a zip archive', 'PK\x03\x04\x14\x00\x00\x00'],
    ['a PNG', '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR'],
    ['an AVIF', '\x00\x00\x00\x1cftypavif\x00\x00\x00\x00'],
    ['an AVI', 'RIFF\x00\x01\x00\x00AVI LIST'],
  ])('is refused: %s', (_, text) => {
    expect(sniff(Buffer.from(text, 'latin1'))).toBeUndefined()
    expect(sniff(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBeUndefined()
  })

  it('is refused even with MPEG frames in its middle', () => {
    const film = Buffer.concat([Buffer.from('RIFF\x00\x01\x00\x00AVI LIST', 'latin1'), frames(20)])
    const page = Buffer.concat([ascii('<html><body>hello, hello, hello'), frames(20)])
    expect(sniff(film)).toBeUndefined()
    expect(sniff(page)).toBeUndefined()
  })

  it('is refused for any text', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1 })
    fc.assert(fc.property(printable, (text) => SIGNATURE.test(text) || sniff(ascii(text)) === undefined))
  })
})

/** Those magics that are printable themselves. */
const SIGNATURE =
  /^(RIFF|RIFX|RF64|BW64|FORM|caff|fLaC|OggS|wvpk|MAC |TTA1|#!AMR|ID3)|^....(ftyp|moov|mdat|wide|free|skip|pnot)/

/** MPEG-1 layer III frames of silence, 128 kb/s, 44.1 kHz. */
function frames(count: number): Buffer {
  const frame = Buffer.alloc(417)
  frame.set([0xff, 0xfb, 0x90, 0x00])
  return Buffer.concat(Array.from({ length: count }, () => frame))
}

function id3(contents: Uint8Array): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (contents.length >> shift) & 0x7f)
  return Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...size]), contents])
}

describe('an MP3 with something in front', () => {
  it('is found behind tags, zeros and junk', () => {
    const tag = fc.uint8Array({ maxLength: 500 }).map(id3)
    // No 0xff, so that no sync word begins in it, and a first byte that begins no other magic.
    const junk = fc
      .uint8Array({ maxLength: 20_000 })
      .map((bytes) => [0x80, ...bytes.map((byte) => byte & 0xbf)])
    const zeros = fc.nat(20_000).map((length) => Array<number>(length).fill(0))
    const front = fc.tuple(fc.array(tag, { maxLength: 3 }), fc.oneof(zeros, junk))
    fc.assert(
      fc.property(front, ([tags, rubbish]) => {
        expect(sniff(Buffer.concat([...tags, Buffer.from(rubbish), frames(4)]))?.container).toBe('mp3')
      }),
      { numRuns: 200 },
    )
  })

  it('is assumed behind a tag longer than what is looked at', () => {
    expect(sniff(id3(new Uint8Array(300_000)))).toEqual({ container: 'mp3', mediaType: 'audio/mpeg' })
  })

  it('gives way to what really is behind the tag', () => {
    expect(sniff(Buffer.concat([id3(new Uint8Array(100)), ascii('fLaC')]))?.container).toBe('flac')
    expect(sniff(Buffer.concat([id3(new Uint8Array(100)), ascii('<html> and more of that')]))).toBeUndefined()
  })
})

describe('any bytes', () => {
  it('get an answer, in time', () => {
    const syncs = fc
      .uint8Array({ maxLength: 2000 })
      .map((bytes) => bytes.map((byte) => (byte % 3 ? byte : 0xff)))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 4000 }), syncs), (bytes) => {
        const started = performance.now()
        const sniffed = sniff(bytes)
        expect(performance.now() - started).toBeLessThan(1000)
        expect(sniffed === undefined || sniffed.mediaType.includes('/')).toBe(true)
      }),
    )
    expect(sniff(Buffer.concat(Array.from({ length: 5000 }, () => id3(new Uint8Array(0)))))).toBeUndefined()
  })
})
