import { rm } from 'node:fs/promises'
import type { Embedding, EmbeddingContext } from '../embedding.ts'
import { replayGain } from '../loudness-tags.ts'
import { type VorbisComment, vorbisComments } from '../ogg/vorbis-comments.ts'
import { writePieces } from '../pieces.ts'
import { commentBlock, flacHead, type MetadataBlock, PICTURE, readFlacHead } from './metadata-blocks.ts'
import { pictureBlock } from './picture-block.ts'

/** ffmpeg loses chapters in FLAC and would decode the cover, so all blocks but the stream's own are ours. */
export async function embedInFlac(context: EmbeddingContext): Promise<Embedding> {
  const { metadata, promisedLufs, signal } = context
  const comments: VorbisComment[] = [...vorbisComments(metadata)]
  if (promisedLufs !== null) comments.push(['REPLAYGAIN_TRACK_GAIN', replayGain(promisedLufs)])
  const blocks: MetadataBlock[] = [commentBlock(comments)]
  if (metadata.cover) blocks.push({ type: PICTURE, body: await pictureBlock(metadata.cover) })
  return {
    outputOptions: ['-map_metadata', '-1', '-map_chapters', '-1'],
    async complete(encoded, output) {
      const { streamInfo, audioAt } = await readFlacHead(encoded)
      await writePieces(output, [flacHead(streamInfo, blocks), { path: encoded, start: audioAt }], signal)
      await rm(encoded)
    },
  }
}
