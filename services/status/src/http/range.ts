import type { ByteRange } from '@soundmill/blob-store'

/**
 * What a `Range` header asks of a file of this many bytes (RFC 9110, 14): one range, cut to what there is;
 * `unsatisfiable`, when nothing of it is there; undefined, when there is nothing to heed: no header, another
 * unit, several ranges (a server may always send the whole), or nonsense.
 */
export function parseRange(
  header: string | undefined,
  bytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [match, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (match === undefined || (first === '' && last === '')) return undefined
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  return start < bytes && start <= end ? { start, end } : 'unsatisfiable'
}
