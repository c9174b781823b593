import fc from 'fast-check'
import sax from 'sax'
import { describe, expect, it } from 'vitest'
import { escapeXml } from '../chapters/xml-text.ts'
import { feedItem } from './feed-item.ts'
import { aFile, anEpisode, aPreview } from './testing/episodes.ts'

type Element = { name: string; attributes: Record<string, string>; text: string }

/** The elements of a document in order, by an XML parser that forgives nothing. */
function parsed(xml: string): Element[] {
  const parser = sax.parser(true, { xmlns: true })
  const elements: Element[] = []
  parser.onerror = (error) => {
    throw error
  }
  parser.onopentag = (tag) => {
    const attributes = Object.entries(tag.attributes).map(([name, attribute]) => [
      name,
      typeof attribute === 'string' ? attribute : attribute.value,
    ])
    elements.push({ name: tag.name, attributes: Object.fromEntries(attributes), text: '' })
  }
  parser.ontext = (text) => {
    const last = elements.at(-1)
    if (last && text.trim() !== '') last.text += text
  }
  parser.write(xml).close()
  return elements
}

const named = (elements: Element[], name: string) => elements.filter((element) => element.name === name)
const textOf = (elements: Element[], name: string) => named(elements, name)[0]?.text

describe('the item for a feed', () => {
  const elements = parsed(feedItem(anEpisode({ coverName: 'cover.jpg' })))

  it('tells what the episode is', () => {
    const told = [
      'title',
      'itunes:title',
      'guid',
      'pubDate',
      'itunes:author',
      'itunes:season',
      'itunes:episode',
    ]
    expect(told.map((name) => textOf(elements, name))).toEqual([
      ...['The first one', 'The first one', 'ep-1', 'Tue, 03 Mar 2026 08:00:00 GMT', 'Ann', '2', '7'],
    ])
    expect(named(elements, 'guid')[0]?.attributes).toEqual({ isPermaLink: 'false' })
    expect(textOf(elements, 'itunes:duration')).toBe('120')
    expect(named(elements, 'itunes:image')[0]?.attributes).toEqual({
      href: 'https://example.org/audio/cover.jpg',
    })
  })

  it('encloses the MP3 with its exact bytes', () => {
    expect(named(elements, 'enclosure').map(({ attributes }) => attributes)).toEqual([
      { url: 'https://example.org/audio/episode.mp3', length: '1920000', type: 'audio/mpeg' },
    ])
  })

  it('offers every rendition with its integrity, the enclosure as the default', () => {
    expect(named(elements, 'podcast:alternateEnclosure').map(({ attributes }) => attributes)).toEqual([
      { type: 'audio/mpeg', length: '1920000', bitrate: '128000', default: 'true' },
      { type: 'audio/ogg', length: '1440000', bitrate: '96000', codecs: 'opus' },
    ])
    expect(named(elements, 'podcast:source').map(({ attributes }) => attributes)).toEqual([
      { uri: 'https://example.org/audio/episode.mp3' },
      { uri: 'https://example.org/audio/episode.opus' },
    ])
    const { integrity } = aFile()
    expect(named(elements, 'podcast:integrity').map(({ attributes }) => attributes)).toEqual([
      { type: 'sri', value: integrity },
      { type: 'sri', value: integrity },
    ])
  })

  it('points to the chapters and to the part of the preview', () => {
    expect(named(elements, 'podcast:chapters')[0]?.attributes).toEqual({
      url: 'https://example.org/audio/chapters.json',
      type: 'application/json+chapters',
    })
    expect(named(elements, 'podcast:soundbite')[0]?.attributes).toEqual({
      startTime: '30.25',
      duration: '30',
    })
  })

  it('leaves out what is not known, and names files without an address', () => {
    const metadata = { tags: { publishedAt: 'yesterday', season: 0 }, chapters: [] }
    const { startSeconds: _, ...somewhere } = aPreview()
    const files = [aFile({ name: 'episode.wav', mediaType: 'audio/wav' }), somewhere]
    const bare = parsed(feedItem(anEpisode({ metadata, files, baseUrl: undefined, episodeId: undefined })))
    expect(bare.map(({ name }) => name)).toEqual([
      ...['item', 'title', 'itunes:title', 'itunes:duration', 'enclosure'],
      ...['podcast:alternateEnclosure', 'podcast:source', 'podcast:integrity'],
    ])
    expect(named(bare, 'enclosure')[0]?.attributes.url).toBe('episode.wav')
  })

  it('always has a title, of its recording if need be', () => {
    const titleOf = (changes: Parameters<typeof anEpisode>[0]) =>
      textOf(parsed(feedItem(anEpisode({ metadata: { tags: {}, chapters: [] }, ...changes }))), 'title')
    expect(titleOf({ fileName: 'talk & more.wav' })).toBe('talk & more.wav')
    expect(titleOf({})).toBe('An episode without a title')
    const metadata = { tags: { title: '\u0000 \t' }, chapters: [] }
    expect(titleOf({ metadata, fileName: 'talk.wav' })).toBe('talk.wav')
  })

  it('spells addresses as they must be, and uses none behind which a name would be part of a query', () => {
    const urlAt = (baseUrl: string) =>
      named(parsed(feedItem(anEpisode({ baseUrl }))), 'enclosure')[0]?.attributes.url
    expect(urlAt('https://x.example/my show')).toBe('https://x.example/my%20show/episode.mp3')
    expect(urlAt('https://x.example/my show?t=1')).toBe('episode.mp3')
  })

  it('tells the bit rate of the audio, whatever the cover weighs', () => {
    const heavy = parsed(feedItem(anEpisode({ files: [aFile({ bytes: 9_000_000 })] })))
    expect(named(heavy, 'podcast:alternateEnclosure')[0]?.attributes).toMatchObject({
      ...{ bitrate: '128000', length: '9000000' },
    })
  })

  it('is well-formed and says what it was told, whatever that is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]></title>', '&lt;b&gt;', '"\'>', '\u0000\uFFFE\r\n'),
    )
    fc.assert(
      fc.property(text, text, text, (title, description, artist) => {
        const tags = { title: `x${title}x`, description, artist }
        const read = parsed(feedItem(anEpisode({ metadata: { tags, chapters: [] } })))
        expect(textOf(read, 'title')).toBe(decoded(escapeXml(`x${title}x`)))
      }),
    )
  })

  it('writes a description as HTML that shows its text', () => {
    const tags = { title: 'x', description: 'a < b & "c"\nsecond <script>' }
    const read = parsed(feedItem(anEpisode({ metadata: { tags, chapters: [] } })))
    expect(textOf(read, 'description')).toBe('a &lt; b &amp; &quot;c&quot;<br>\nsecond &lt;script&gt;')
  })
})

function decoded(xml: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return xml.replace(/&(\S+?);/g, (_, name: string) => characters[name] ?? '')
}
