/** Whether the client has these very bytes: `If-None-Match` (RFC 9110, 13.1.2), compared weakly. */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const tags = ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? []
  return tags.some((tag) => tag.replace(/^W\//, '') === etag)
}

/**
 * Whether a range still makes sense to a client who has a part: `If-Range` (RFC 9110, 13.1.5). A date never
 * matches, since we give none.
 */
export function isSameAs(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange === undefined || String(ifRange).trim() === etag
}
