/** What no text may hold, in no format: see `cleanLine`. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\uFEFF\u2028\u2029]/gu
const UNFIT_BUT_NEWLINE = /[^\P{Cc}\n]|[\p{Cs}\p{Noncharacter_Code_Point}\uFEFF]/gu

/**
 * One line of text, fit for every format. Control characters (a null ends a text early in ID3, a line break would
 * begin something new elsewhere), surrogates without their half, noncharacters and byte order marks become
 * blanks. Normalised to NFC, trimmed, and cut at so many characters, never within one.
 */
export function cleanLine(text: string, maxCharacters: number): string {
  return cut(text.replace(UNFIT, ' '), maxCharacters)
}

/** The same, but line breaks are kept, all of them as `\n`. */
export function cleanParagraphs(text: string, maxCharacters: number): string {
  const broken = text.replace(/\r\n?|[\u2028\u2029]/g, '\n')
  return cut(broken.replace(UNFIT_BUT_NEWLINE, ' '), maxCharacters)
}

/** As much of it as fits into so many bytes of UTF-8. */
export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    end += character.length
  }
  return text.slice(0, end).trimEnd()
}

function cut(text: string, maxCharacters: number): string {
  const normal = text.trim().normalize('NFC')
  return Array.from(normal).slice(0, maxCharacters).join('').trim()
}
