import { rm } from 'node:fs/promises'
import type { Embedding, EmbeddingContext } from '../embedding.ts'
import { writeFfmetadata } from '../ffmetadata.ts'
import { writePieces } from '../pieces.ts'
import { withAppended } from './append-chunks.ts'
import { cueChunks } from './cue-chunks.ts'

/** Tags as ffmpeg writes them (LIST INFO, in UTF-8), and chapters, which it does not. */
export async function embedInWav({ dir, metadata, signal }: EmbeddingContext): Promise<Embedding> {
  const { title, artist, album, description, date, number, genre, language, copyright } = metadata.tags
  const named: [string, string | number | undefined][] = [
    ['title', title],
    ['artist', artist],
    ['album', album],
    ['comment', description],
    ['date', date],
    ['track', number],
    ['genre', genre],
    ['language', language],
    ['copyright', copyright],
  ]
  const tags = named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
  return {
    inputFile: await writeFfmetadata(dir, 'wav', tags),
    outputOptions: ['-map_metadata', '1', '-map_chapters', '-1'],
    async complete(encoded, output) {
      const pieces = await withAppended(encoded, (rateHz) => cueChunks(metadata.chapters, rateHz))
      await writePieces(output, pieces, signal)
      await rm(encoded)
    },
  }
}
