/** Of a text that somebody else wrote; stacks are longer than anything else. */
const LONGEST = 8_192

/** `user:password@` in an address. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/]+@/gi
/** Of an address or a path; where it is presigned, whoever has it has the blob. */
const QUERY = /(\/[^\s?]{0,1000}\?)\S+/g
/** What lies in the store under an episode's id, and where that is on a disk. */
const KEY = /[\w./@=+-]{0,200}\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/[\w.@=+-]+)*/gi

/** A text without what no line of a log may have: credentials, queries of addresses, keys of blobs. */
export const scrubbed = (text: string): string =>
  text.slice(0, LONGEST).replace(CREDENTIALS, '$1').replace(QUERY, '$1…').replace(KEY, '(a key)')
