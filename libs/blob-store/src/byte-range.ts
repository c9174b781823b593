import type { ByteRange } from './index.ts'

/** Throws RangeError for what is no range of any blob. */
export function assertRange({ start, end }: ByteRange): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError(`not a range of bytes: ${start}-${end}`)
  }
}
