import { escapeXml } from '../chapters/xml-text.ts'
import type { EpisodeTags } from '../metadata.ts'
import type { RenderedFile } from '../rendered.ts'
import { baseUrlOf } from './base-url.ts'
import { type FinishedEpisode, headingOf, isPreview, isRendition } from './finished-episode.ts'
import { type Markup, markup } from './markup.ts'

/*
 * An item for a podcast's feed: RSS 2.0, Apple's namespace, and Podcasting 2.0
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md).
 */

/** RFC 6381, where the media type alone does not tell. */
const CODECS: Record<string, string> = { m4a: 'mp4a.40.2', opus: 'opus' }

/**
 * `feed-item.xml`: an `<item>` that declares its namespaces itself, so that it can be put into a feed or read
 * alone. The enclosure is the MP3, else the first lossy file, else the first; it and every other rendition is an
 * alternate enclosure with its integrity. Addresses are `baseUrl` and the name; without one, or with one that
 * `baseUrlOf` does not take, the bare name. There is always a title, because RSS asks for one.
 */
export function feedItem(episode: FinishedEpisode): string {
  const renditions = episode.files.filter(isRendition)
  const enclosed = enclosureOf(renditions)
  const { tags, chapters } = episode.metadata
  const address = addressesAt(episode.baseUrl)
  const { coverName } = episode
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<item xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
${described(headingOf(episode), tags, episode.episodeId)}${
  enclosed &&
  markup`  <itunes:duration>${Math.round(enclosed.measurements.durationSeconds)}</itunes:duration>
`
}${
  coverName !== undefined &&
  markup`  <itunes:image href="${address(coverName)}"/>
`
}${
  enclosed &&
  markup`  <enclosure url="${address(enclosed.name)}" length="${enclosed.bytes}" type="${enclosed.mediaType}"/>
`
}${renditions.map((file) => alternate(file, file === enclosed, address))}${
  chapters.length > 0 &&
  markup`  <podcast:chapters url="${address('chapters.json')}" type="application/json+chapters"/>
`
}${episode.files.filter(isPreview).map(soundbite)}</item>
`.text
}

function enclosureOf(renditions: readonly RenderedFile[]): RenderedFile | undefined {
  const first = (...types: string[]) => renditions.find(({ mediaType }) => types.includes(mediaType))
  return first('audio/mpeg') ?? first('audio/mp4', 'audio/ogg') ?? renditions[0]
}

function addressesAt(baseUrl = ''): (name: string) => string {
  const start = baseUrlOf(baseUrl) ?? ''
  return (name) => start + encodeURIComponent(name)
}

function described(title: string, tags: EpisodeTags, episodeId: string | undefined): Markup {
  const { description, artist, publishedAt, season, number } = tags
  const date = publishedAt && rfc822(publishedAt)
  return markup`  <title>${title}</title>
  <itunes:title>${title}</itunes:title>
${
  episodeId &&
  markup`  <guid isPermaLink="false">${episodeId}</guid>
`
}${
  date &&
  markup`  <pubDate>${date}</pubDate>
`
}${
  description &&
  markup`  <description>${asHtml(description)}</description>
`
}${
  artist &&
  markup`  <itunes:author>${artist}</itunes:author>
`
}${
  isCount(season) &&
  markup`  <itunes:season>${season}</itunes:season>
`
}${
  isCount(number) &&
  markup`  <itunes:episode>${number}</itunes:episode>
`
}`
}

/** Apple takes whole numbers from 1 on. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0
}

/** RSS dates are those of RFC 822; a day is its first moment in UTC. */
function rfc822(publishedAt: string): string | undefined {
  const date = new Date(publishedAt)
  const told = /^\d{4}-\d{2}-\d{2}/.test(publishedAt) && !Number.isNaN(date.getTime())
  return told ? date.toUTCString() : undefined
}

/** Readers take a description for HTML; ours is text, so it is escaped once for them, and once for XML. */
function asHtml(description: string): string {
  return escapeXml(description).replaceAll('\n', '<br>\n')
}

function alternate(file: RenderedFile, isDefault: boolean, address: (name: string) => string): Markup {
  const { name, mediaType, bytes, integrity, measurements } = file
  const codecs = CODECS[name.split('.').at(-1) ?? '']
  const attributes = [
    ...[markup` type="${mediaType}"`, markup` length="${bytes}"`],
    markup` bitrate="${Math.round(1000 * measurements.bitrateKbps)}"`,
    codecs !== undefined && markup` codecs="${codecs}"`,
    isDefault && markup` default="true"`,
  ]
  return markup`  <podcast:alternateEnclosure${attributes}>
    <podcast:source uri="${address(name)}"/>
    <podcast:integrity type="sri" value="${integrity}"/>
  </podcast:alternateEnclosure>
`
}

/** A clip whose place in the episode is known; seconds to the millisecond. */
function soundbite({ startSeconds, measurements }: RenderedFile): Markup | undefined {
  if (startSeconds === undefined) return undefined
  const seconds = (value: number) => String(Math.round(value * 1000) / 1000)
  const lasting = seconds(measurements.durationSeconds)
  return markup`  <podcast:soundbite startTime="${seconds(startSeconds)}" duration="${lasting}"/>
`
}
