const NAME = /^[a-z][a-z0-9_-]{0,39}$/i
const MAX_LENGTH = 4096

/**
 * Tags as arguments of ffmpeg, each by itself: a stranger's text never becomes part of a filter, a file name
 * or another argument. Control and half characters become blanks, length is capped, what is empty is left
 * out. Rejects names that ffmpeg would not take for one (they come from code, not from clients).
 */
export function tagArguments(tags: Record<string, string>): string[] {
  return Object.entries(tags).flatMap(([name, value]) => {
    if (!NAME.test(name)) throw new RangeError(`not a name of a tag: ${name.slice(0, 40)}`)
    const text = cleaned(value)
    return text === '' ? [] : ['-metadata', `${name}=${text}`]
  })
}

function cleaned(value: string): string {
  const characters = [...value.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()]
  return characters.slice(0, MAX_LENGTH).join('')
}
