import type { Format } from '../formats.ts'
import type { EpisodeMetadata } from '../metadata.ts'
import { cleanMetadata } from './clean-metadata.ts'
import type { Embedding, EmbeddingContext } from './embedding.ts'
import { embedInFlac } from './flac/embed-in-flac.ts'
import { embedInM4a } from './m4a/embed-in-m4a.ts'
import { embedInMp3 } from './mp3/embed-in-mp3.ts'
import { embedInOpus } from './ogg/embed-in-opus.ts'
import { embedInWav } from './wav/embed-in-wav.ts'

export type { Embedding } from './embedding.ts'

export type EmbeddingOptions = {
  /** How loud the file will be, for the tags by which players even out the volume; null: such tags are left out. */
  promisedLufs: number | null
  /** Of the file; the last chapter ends there. */
  durationSeconds: number
  signal: AbortSignal
}

const EMBEDDERS = { mp3: embedInMp3, m4a: embedInM4a, opus: embedInOpus, flac: embedInFlac, wav: embedInWav }

/**
 * Prepares what an episode says of itself for one file: tags, chapters, cover, and tags about loudness. Text is
 * cleaned first (see `cleanMetadata`), so no text can do harm or fail. Nothing depends on the time or the machine:
 * the same encoded bytes and metadata make the same file.
 *
 * A WAV carries no cover, no loudness and no season, for which it has no place that anybody reads; only MP3, Opus
 * and FLAC carry the addresses of chapters, and none their pictures.
 *
 * `dir` is private, is written into and left to its owner. Rejects when the cover's file cannot be read.
 */
export function prepareEmbedding(
  dir: string,
  format: Format,
  metadata: EpisodeMetadata,
  options: EmbeddingOptions,
): Promise<Embedding> {
  const context: EmbeddingContext = { dir, metadata: cleanMetadata(metadata), ...options }
  return EMBEDDERS[format](context)
}
