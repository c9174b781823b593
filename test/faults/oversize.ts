import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { tone } from '@soundmill/test-support'
import { type Recording, sha256Of } from './recording.ts'

const run = promisify(execFile)

const asRecording = (bytes: Buffer<ArrayBuffer>): Recording => ({ bytes, sha256: sha256Of(bytes) })

function chunk(name: string, content: Uint8Array): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(8, name)
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** A WAV file whose comment has so many bytes. */
export function wavWithComment(bytes: number): Recording {
  const audio = tone({ seconds: 0.5 })
  const comment = chunk('ICMT', Buffer.alloc(bytes, 'Käse '))
  const list = chunk('LIST', Buffer.concat([Buffer.from('INFO'), comment]))
  const file = Buffer.concat([audio.subarray(0, 12), list, audio.subarray(12)])
  file.writeUInt32LE(file.length - 8, 4)
  return asRecording(file)
}

/** Seven bits in each byte, as ID3v2.4 writes numbers. */
const synchsafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f))

function frame(id: string, text: Uint8Array): Buffer {
  const utf8 = 3
  return Buffer.concat([Buffer.from(id), synchsafe(text.length + 1), Buffer.from([0, 0, utf8]), text])
}

/** An MP3 file with a title and an artist that share so many bytes, filled with this text. */
export async function mp3WithTags(bytes: number, text: string): Promise<Recording> {
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-af', 'volume=-20dB']
  const args = ['-nostdin', '-v', 'error', ...source, '-f', 'mp3', '-id3v2_version', '0', 'pipe:1']
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer' })
  const frames = ['TIT2', 'TPE1'].map((id) => frame(id, Buffer.alloc(bytes / 2, text)))
  const tags = Buffer.concat(frames)
  const head = Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0]), synchsafe(tags.length)])
  return asRecording(Buffer.concat([head, tags, stdout]))
}

/** So many chapters, a millisecond each, with titles of so many letters. */
export function chaptersFile(count: number, letters: number): string {
  const chapters = Array.from({ length: count }, (_, at) => ({
    startTime: at / 1_000,
    title: `${at} `.padEnd(letters, 'ü'),
  }))
  return JSON.stringify({ version: '1.2.0', chapters })
}

/** As long as texts may be, in every member that has one. */
export const longestMetadata = {
  ...Object.fromEntries(
    ['title', 'artist', 'album', 'genre', 'copyright'].map((name) => [name, '語'.repeat(255)]),
  ),
  description: 'Ünïcödé\n'.repeat(500),
  season: 1,
  number: 1,
  language: 'de-Latn-DE',
}

/** A spec of exactly so many bytes that says what it says. */
export const padded = (spec: object, bytes: number): string => {
  const json = JSON.stringify(spec)
  return json + ' '.repeat(bytes - Buffer.byteLength(json))
}
