import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { FORMATS, type Format } from '../../formats.ts'
import type { Cover, EpisodeMetadata } from '../../metadata.ts'
import { never } from '../../never.ts'
import { ffmpeg, scratch } from '../../testing/signals.ts'
import { prepareEmbedding } from '../prepare-embedding.ts'

const CODECS = { mp3: 'libmp3lame', m4a: 'aac', opus: 'libopus', flac: 'flac', wav: 'pcm_s16le' }
const MUXERS = { mp3: 'mp3', m4a: 'ipod', opus: 'opus', flac: 'flac', wav: 'wav' }
export const TONE = ['-f', 'lavfi', '-i', 'sine=440:duration=3:sample_rate=48000']

export type Made = {
  /** As it came from ffmpeg, decoded: the MD5 of its samples. */
  encodedSamples: string
  /** Where it was; gone by now. */
  encoded: string
  path: string
}

export type MakeOptions = { promisedLufs?: number | null; source?: string[]; seconds?: number }

/** Three seconds of a tone, encoded by ffmpeg as anybody would call it, and completed. */
export async function makeFinished(
  format: Format,
  metadata: EpisodeMetadata,
  { promisedLufs = -16, source = TONE, seconds = 3 }: MakeOptions = {},
): Promise<Made> {
  const dir = await scratch()
  const options = { promisedLufs, durationSeconds: seconds, signal: never }
  const embedding = await prepareEmbedding(dir, format, metadata, options)
  const encoded = join(dir, `encoded.${format}`)
  const second = embedding.inputFile ? ['-f', 'ffmetadata', '-i', `file:${embedding.inputFile}`] : []
  await ffmpeg(
    ...source,
    ...second,
    ...['-map', '0:a:0', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-c:a', CODECS[format]],
    ...embedding.outputOptions,
    ...['-f', MUXERS[format], `file:${encoded}`],
  )
  const encodedSamples = await samplesOf(encoded)
  const path = join(dir, FORMATS[format].file)
  await embedding.complete(encoded, path)
  return { encoded, encodedSamples, path }
}

/** The MD5 of everything that is heard. */
export async function samplesOf(path: string): Promise<string> {
  const said = await ffmpeg('-v', 'warning', '-i', `file:${path}`, '-map', '0:a:0', '-f', 'md5', 'pipe:2')
  const found = /MD5=(\w+)/.exec(said)?.[1]
  if (found === undefined) throw new Error(`it does not decode: ${said}`)
  return found
}

export const isGone = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    () => true,
  )

/** Everything there is to say of an episode, with text in several scripts. */
export const FULL: EpisodeMetadata = {
  tags: {
    title: 'Ünïcode = ; # \\ 日本語 🎙',
    artist: 'Die Übenden',
    album: 'Alles über Töne',
    description: 'Erste Zeile.\nZweite = ; # Zeile\n[CHAPTER]\nشكرا 👩‍👩‍👧',
    publishedAt: '2026-11-24T06:00:00+01:00',
    season: 2,
    number: 17,
    genre: 'Technology',
    language: 'de-AT',
    copyright: '2026 Die Übenden, CC BY 4.0',
  },
  chapters: [
    { startSeconds: 0, title: 'Anfang' },
    { startSeconds: 1, title: 'Mitte = ; # 🎧', url: 'https://example.org/ü?a=1#x' },
    { startSeconds: 2.5, title: 'Ende' },
  ],
}

/** A cover of noise, close to the most that is embedded. */
export async function makeCover(): Promise<Cover> {
  const path = join(await scratch(), 'cover-embedded.jpg')
  const [width, height] = [600, 500]
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * at * 31) % 251))
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toFile(path)
  return { path, mediaType: 'image/jpeg', width, height }
}
