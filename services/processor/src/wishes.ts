import { FORMATS } from '@soundmill/audio'
import type { ResolvedSpec } from '@soundmill/events'
import { AttemptError } from './failure.ts'

type Format = keyof typeof FORMATS

const isFormat = (format: string): format is Format => Object.hasOwn(FORMATS, format)

/** The renditions asked for, as far as this release knows the formats; a newer release may know more. */
export function renditionsOf({ renditions }: ResolvedSpec): { format: Format; bitrateKbps: number }[] {
  return renditions.map(({ format, bitrateKbps }) => {
    if (!isFormat(format)) throw new AttemptError('internal', `this worker does not make ${format}`)
    return { format, bitrateKbps }
  })
}

/** Tags in the names ffmpeg gives them in every container. */
export function tagsOf({ metadata }: ResolvedSpec): Record<string, string> {
  const { title, artist, album, description, publishedAt, number, genre, language, copyright } = metadata
  const tags = {
    title,
    artist,
    album,
    comment: description,
    date: publishedAt,
    track: number?.toString(),
    genre,
    language,
    copyright,
  }
  return Object.fromEntries(Object.entries(tags).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
