/*
 * Names and reasons come from anybody: a file name may hold an escape sequence that clears the screen, or a
 * mark that shows `gpj.exe` the other way round. What a terminal obeys instead of showing is taken out.
 */

/** Controls (C0, DEL, C1), line and paragraph separators, and what turns the direction of text around. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** One line of text that a terminal only shows: line ends and tabs become spaces, the rest a `�`. */
export function printable(text: string): string {
  return text.replace(/\r\n|[\n\r\t\u2028\u2029]/g, ' ').replace(OBEYED, '\ufffd')
}

/** JSON with the same meaning, in which everything a terminal obeys is written as `\uXXXX`. */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent) ?? 'null'
  return text.replace(OBEYED, (mark) =>
    // What JSON.stringify itself put between the members; inside of strings it is escaped already.
    mark === '\n' ? mark : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
