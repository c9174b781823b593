import { readFile, rm } from 'node:fs/promises'
import { withEnds } from '../chapter-ends.ts'
import type { CleanMetadata, CleanTags } from '../clean-metadata.ts'
import type { Embedding, EmbeddingContext } from '../embedding.ts'
import { replayGain, soundCheck } from '../loudness-tags.ts'
import { writePieces } from '../pieces.ts'
import { chapterFrames } from './id3-chapters.ts'
import {
  commentFrame,
  id3Tag,
  pictureFrame,
  plainCommentFrame,
  textFrame,
  userTextFrame,
} from './id3-frames.ts'

/**
 * ffmpeg writes no tag at all (it puts a description where nobody looks, and would decode the cover); ours is put
 * in front, so that the Xing/LAME header stays the first frame of audio.
 */
export async function embedInMp3(context: EmbeddingContext): Promise<Embedding> {
  const { metadata, promisedLufs, durationSeconds, signal } = context
  const frames = [
    ...tagFrames(metadata.tags),
    ...loudnessFrames(promisedLufs),
    ...chapterFrames(withEnds(metadata.chapters, durationSeconds)),
    ...(await coverFrames(metadata)),
  ]
  return {
    outputOptions: ['-id3v2_version', '0', '-write_id3v1', '0', '-map_metadata', '-1', '-map_chapters', '-1'],
    async complete(encoded, output) {
      // A tag has at least one frame; without any there is none.
      const tag = frames.length > 0 ? [id3Tag(frames)] : []
      await writePieces(output, [...tag, { path: encoded, start: 0 }], signal)
      await rm(encoded)
    },
  }
}

function tagFrames(tags: CleanTags): Buffer[] {
  const { title, artist, album, description, date, season, number, genre, language, copyright } = tags
  const [year, month, day] = date?.split('-') ?? []
  const texts: [string, string | undefined][] = [
    ['TIT2', title],
    ['TPE1', artist],
    ['TALB', album],
    ['TYER', year],
    ['TDAT', day && `${day}${month}`],
    ['TRCK', number?.toString()],
    ['TPOS', season?.toString()],
    ['TCON', genre],
    ['TLAN', language],
    ['TCOP', copyright],
  ]
  const frames = texts.flatMap(([id, text]) => (text === undefined ? [] : [textFrame(id, text)]))
  if (description !== undefined) frames.push(commentFrame(language ?? 'und', '', description))
  return frames
}

function loudnessFrames(lufs: number | null): Buffer[] {
  if (lufs === null) return []
  return [
    userTextFrame('REPLAYGAIN_TRACK_GAIN', replayGain(lufs)),
    plainCommentFrame('iTunNORM', soundCheck(lufs)),
  ]
}

async function coverFrames({ cover }: CleanMetadata): Promise<Buffer[]> {
  return cover ? [pictureFrame(cover.mediaType, await readFile(cover.path))] : []
}
