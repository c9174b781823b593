import { MAX_URL_LENGTH, webAddress } from '../chapters/chapter-text.ts'

/**
 * Where the files of an episode are published, in its canonical spelling and with exactly one slash at the end, so
 * that a file's name can be put behind it. Undefined for what is no http or https address, for one with a query or
 * a fragment (a name behind it would be part of that), and for one of more than 2,048 characters, before or after.
 */
export function baseUrlOf(text: string): string | undefined {
  const address = webAddress(text)
  // In a canonical address, these two begin a query and a fragment, even an empty one, and stand nowhere else.
  if (address === undefined || /[?#]/.test(address)) return undefined
  const baseUrl = `${address.replace(/\/+$/, '')}/`
  return baseUrl.length <= MAX_URL_LENGTH ? baseUrl : undefined
}
