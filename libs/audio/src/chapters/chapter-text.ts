/** Characters of a title and of an address, as JavaScript counts. 255 is what the shortest-minded format, MP4's `chpl`, counts. */
export const MAX_TITLE_LENGTH = 255
export const MAX_URL_LENGTH = 2048

/** Control and half characters, and the two that no XML document may hold. */
const UNSPEAKABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu

/** One line of text that every format can hold: no control or half characters, no blanks in a row or at the ends. */
export function oneLine(text: string): string {
  return text.replace(UNSPEAKABLE, ' ').replace(/\s+/g, ' ').trim()
}

/** As `oneLine`, cut to the length of a title, between characters. */
export function titleOf(text: string): string {
  let title = ''
  for (const character of oneLine(text.slice(0, 16 * MAX_TITLE_LENGTH))) {
    if (title.length + character.length > MAX_TITLE_LENGTH) break
    title += character
  }
  return title.trim()
}

/** An http or https address in its canonical spelling; undefined for everything else. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_URL_LENGTH || !URL.canParse(text)) return undefined
  const { protocol, href } = new URL(text)
  const forTheWeb = protocol === 'http:' || protocol === 'https:'
  return forTheWeb && href.length <= MAX_URL_LENGTH ? href : undefined
}
