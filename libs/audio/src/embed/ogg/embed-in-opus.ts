import { rename } from 'node:fs/promises'
import type { Embedding, EmbeddingContext } from '../embedding.ts'
import { writeFfmetadata } from '../ffmetadata.ts'
import { pictureBlock } from '../flac/picture-block.ts'
import { r128Gain } from '../loudness-tags.ts'
import { type VorbisComment, vorbisComments } from './vorbis-comments.ts'

/**
 * ffmpeg writes all of it, comment by comment; it would write chapters by itself, but not their addresses. The
 * gain in the header of Opus stays 0: it changes what is heard, also where nobody asked for it.
 */
export async function embedInOpus(context: EmbeddingContext): Promise<Embedding> {
  const { dir, metadata, promisedLufs } = context
  const comments: VorbisComment[] = [...vorbisComments(metadata)]
  if (promisedLufs !== null) comments.push(['R128_TRACK_GAIN', r128Gain(promisedLufs)])
  if (metadata.cover) {
    const block = await pictureBlock(metadata.cover)
    comments.push(['METADATA_BLOCK_PICTURE', block.toString('base64')])
  }
  return {
    inputFile: await writeFfmetadata(dir, 'opus', comments),
    outputOptions: ['-map_metadata', '1', '-map_chapters', '-1'],
    complete: (encoded, output) => rename(encoded, output),
  }
}
