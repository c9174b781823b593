/** As events allow (`Label` of @soundmill/events). */
const MAX_CHARACTERS = 255

/** What a recording is called that came without a name. */
const NAMELESS = 'recording'

/**
 * The name a client gave its file, fit to be shown: the last segment of a path, without control characters
 * and broken Unicode, cut at 255 UTF-16 units. It is data: never a key, a path or an argument.
 */
export function cleanFilename(name: string | undefined): string {
  const [last = ''] = (name ?? '').split(/[/\\]/).slice(-1)
  const clean = last.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').trim()
  return (
    clean
      .slice(0, MAX_CHARACTERS)
      .replace(/\p{Cs}$/u, '')
      .trim() || NAMELESS
  )
}
