import type { CleanMetadata } from '../clean-metadata.ts'

/** Name and text. */
export type VorbisComment = readonly [name: string, value: string]

/**
 * Tags and chapters under the names that players know (https://xiph.org/vorbis/doc/v-comment.html,
 * https://wiki.xiph.org/Chapter_Extension). Text is UTF-8 and may have line breaks.
 */
export function vorbisComments({ tags, chapters }: CleanMetadata): VorbisComment[] {
  const named: [string, string | number | undefined][] = [
    ['TITLE', tags.title],
    ['ARTIST', tags.artist],
    ['ALBUM', tags.album],
    ['DESCRIPTION', tags.description],
    ['DATE', tags.date],
    ['TRACKNUMBER', tags.number],
    ['DISCNUMBER', tags.season],
    ['GENRE', tags.genre],
    ['LANGUAGE', tags.language],
    ['COPYRIGHT', tags.copyright],
  ]
  return [
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])),
    ...chapters.flatMap(({ startMs, title, url }, at) => {
      const name = `CHAPTER${String(at).padStart(3, '0')}`
      const lines: VorbisComment[] = [
        [name, clock(startMs)],
        [`${name}NAME`, title],
      ]
      return url === undefined ? lines : [...lines, [`${name}URL`, url] as const]
    }),
  ]
}

/** `01:02:03.004` */
function clock(ms: number): string {
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0')
  const hours = String(Math.floor(ms / 3_600_000)).padStart(2, '0')
  return `${hours}:${two(ms / 60_000)}:${two(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`
}
