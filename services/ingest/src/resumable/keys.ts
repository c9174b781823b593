/** Everything of resumable uploads is under here. */
export const UPLOADS = 'uploads/'

/** `Number.MAX_SAFE_INTEGER` has as many, so keys sort as the numbers in them do. */
const DIGITS = 16
const padded = (value: number) => String(value).padStart(DIGITS, '0')

/**
 * Where the parts of an upload are. None of them is ever changed, so nobody has to be alone with them:
 *
 * - `upload.json` what was asked for, written before anybody hears of the upload
 * - `length/{bytes}` the length, when it was given later
 * - `at/{offset}.{session}` bytes, from that offset on; a session is one request that brought some
 * - `checked/{session}` the bytes of this session are those its checksum promised
 * - `done.json` what became of it
 * - `ended.json` why nothing will
 */
export function keysOf(id: string) {
  const root = `${UPLOADS}${id}/`
  return {
    root,
    record: `${root}upload.json`,
    done: `${root}done.json`,
    ended: `${root}ended.json`,
    length: (bytes: number) => `${root}length/${padded(bytes)}`,
    segment: (offset: number, session: string) => `${root}at/${padded(offset)}.${session}`,
    checked: (session: string) => `${root}checked/${session}`,
  }
}

/** What a key below an upload's root says; undefined for the records themselves and for what is not ours. */
export type Piece =
  | { kind: 'segment'; offset: number; session: string }
  | { kind: 'length'; bytes: number }
  | { kind: 'checked'; session: string }

const PIECE = /^(?:at\/(\d{16})\.([\w-]+)|length\/(\d{16})|checked\/([\w-]+))$/

/** Reads what `keysOf` wrote. `rest` is the key without the root. */
export function pieceOf(rest: string): Piece | undefined {
  const [, offset, session, bytes, checked] = PIECE.exec(rest) ?? []
  if (offset !== undefined && session !== undefined) {
    return { kind: 'segment', offset: Number(offset), session }
  }
  if (bytes !== undefined) return { kind: 'length', bytes: Number(bytes) }
  return checked === undefined ? undefined : { kind: 'checked', session: checked }
}

const CHECKED = 'c-'
const PLAIN = 'p-'

/** A name for one request's bytes. With a checksum they count only once it was found right. */
export const sessionName = (random: string, hasChecksum: boolean): string =>
  `${hasChecksum ? CHECKED : PLAIN}${random}`

/** Whether the bytes of this session have to be vouched for. */
export const needsCheck = (session: string): boolean => session.startsWith(CHECKED)
