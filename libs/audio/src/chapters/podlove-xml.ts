import sax from 'sax'
import type { Chapter } from '../metadata.ts'
import { ChaptersError } from './chapters-error.ts'
import { clockMs, secondsOf } from './clock.ts'
import { escapeXml } from './xml-text.ts'

/*
 * Podlove Simple Chapters 1.2: https://podlove.org/simple-chapters/
 */

/** Characters; a chapter with the longest title and two of the longest addresses has fewer. */
const PIECE = 8 * 1024

const NAMESPACE = 'http://podlove.org/simple-chapters'

export function podloveXml(chapters: readonly Chapter[]): string {
  const lines = chapters.map(({ startSeconds, title, url, image }) => {
    const named = Object.entries({ start: clockMs(startSeconds), title, href: url, image })
    const attributes = named.map(([name, value]) =>
      value === undefined ? '' : ` ${name}="${escapeXml(value)}"`,
    )
    return `  <psc:chapter${attributes.join('')}/>\n`
  })
  const root = `<psc:chapters version="1.2" xmlns:psc="${NAMESPACE}">`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n${lines.join('')}</psc:chapters>\n`
}

/**
 * The chapters of a document, or of the first episode with any in a whole feed. A DOCTYPE is
 * refused, so that no entity can grow or be fetched; those of XML and HTML are known. Throws a ChaptersError.
 */
export function readPodloveXml(document: string): Chapter[] {
  const parser = sax.parser(true, { xmlns: true })
  const chapters: Chapter[] = []
  let lists = 0
  parser.onerror = ({ message }) => {
    throw new ChaptersError([`the XML is not well-formed: ${message.replaceAll('\n', ', ').slice(0, 200)}`])
  }
  parser.ondoctype = () => {
    throw new ChaptersError(['the XML has a DOCTYPE, which chapters do not need; take it out'])
  }
  parser.onopentag = (tag) => {
    if (!('uri' in tag) || !isPodlove(tag.uri)) return
    if (tag.local === 'chapters') lists++
    if (tag.local === 'chapter' && lists === 1) chapters.push(chapterOf(tag.attributes))
  }
  writeInPieces(parser, document)
  if (lists === 0)
    throw new ChaptersError([`the XML has no element "chapters" of the namespace ${NAMESPACE}`])
  return chapters
}

/** Refuses an element whose attributes do not end within a piece: for each, the parser looks through all others. */
function writeInPieces(parser: sax.SAXParser, document: string): void {
  let unfinished: object | undefined
  parser.onopentagstart = (tag) => {
    unfinished = tag
  }
  const { onopentag } = parser
  parser.onopentag = (tag) => {
    unfinished = undefined
    onopentag(tag)
  }
  for (let at = 0; at < document.length; at += PIECE) {
    const before = unfinished
    parser.write(document.slice(at, at + PIECE))
    if (before !== undefined && before === unfinished) {
      throw new ChaptersError([`the XML has an element with attributes of more than ${PIECE / 1024} KiB`])
    }
  }
  parser.close()
}

function isPodlove(uri: string): boolean {
  return /^https?:\/\/podlove\.org\/simple-chapters\/?$/.test(uri)
}

function chapterOf(attributes: Record<string, sax.QualifiedAttribute>): Chapter {
  const { start, title, href, image } = attributes
  return {
    ...{ startSeconds: secondsOf(start?.value ?? ''), title: title?.value ?? '' },
    ...{ url: href?.value, image: image?.value },
  }
}
