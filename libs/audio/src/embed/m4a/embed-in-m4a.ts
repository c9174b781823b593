import { readFile, rm } from 'node:fs/promises'
import { withEnds } from '../chapter-ends.ts'
import type { CleanTags } from '../clean-metadata.ts'
import { cutToBytes } from '../clean-text.ts'
import type { Embedding, EmbeddingContext } from '../embedding.ts'
import { writeFfmetadata } from '../ffmetadata.ts'
import { replayGain, soundCheck } from '../loudness-tags.ts'
import { writePieces } from '../pieces.ts'
import type { Atom } from './atoms.ts'
import { indexInFront } from './index-in-front.ts'
import { coverItem, freeformItem } from './items.ts'

/** Nero's chapters have one byte for the length of a title. */
const MAX_CHAPTER_BYTES = 255
/** A longer description belongs into another item. */
const MAX_SHORT_DESCRIPTION = 255

/**
 * ffmpeg writes tags and both kinds of chapters (a text track, and Nero's list, which ends after 255). The
 * cover and the loudness are added by us, and we move the index in front rather than ffmpeg, because then the
 * audio is copied once and not twice.
 */
export async function embedInM4a(context: EmbeddingContext): Promise<Embedding> {
  const { dir, metadata, durationSeconds, signal } = context
  const chapters = withEnds(metadata.chapters, durationSeconds).map((chapter) => {
    return { ...chapter, title: cutToBytes(chapter.title, MAX_CHAPTER_BYTES) }
  })
  const { language } = metadata.tags
  const items = await itemsOf(context)
  return {
    inputFile: await writeFfmetadata(dir, 'm4a', tagsOf(metadata.tags), chapters),
    outputOptions: [
      ...['-map_metadata', '1', '-map_chapters', '1'],
      ...(language === undefined ? [] : ['-metadata:s:a:0', `language=${language}`]),
    ],
    async complete(encoded, output) {
      await writePieces(output, await indexInFront(encoded, items), signal)
      await rm(encoded)
    },
  }
}

/** Under the names by which ffmpeg knows iTunes' items. */
function tagsOf(tags: CleanTags): (readonly [string, string])[] {
  const { title, artist, album, description, date, season, number, genre, copyright } = tags
  const named: [string, string | number | undefined][] = [
    ['title', title],
    ['artist', artist],
    ['album', album],
    ['comment', description],
    ['description', description && Array.from(description).slice(0, MAX_SHORT_DESCRIPTION).join('')],
    ['synopsis', description],
    ['date', date],
    ['track', number],
    ['disc', season],
    ['genre', genre],
    ['copyright', copyright],
  ]
  return named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
}

async function itemsOf({ metadata: { cover }, promisedLufs }: EmbeddingContext): Promise<Atom[]> {
  const items = cover ? [coverItem(await readFile(cover.path))] : []
  if (promisedLufs === null) return items
  return [
    ...items,
    freeformItem('iTunNORM', soundCheck(promisedLufs)),
    freeformItem('replaygain_track_gain', replayGain(promisedLufs)),
  ]
}
