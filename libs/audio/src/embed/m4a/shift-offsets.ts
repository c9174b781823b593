import { AudioError } from '../../audio-error.ts'
import { type Atom, findAll, notOurs } from './atoms.ts'

const MAX_UINT_32 = 0xffffffff

/** Where the audio lies in the file as it is encoded, and by how much it moves. */
export type Move = { from: number; to: number; by: number }

/**
 * Every track, that of the chapters too, says for each of its chunks where in the file it begins. Changes
 * them in place; they take as many bytes as before.
 */
export function shiftOffsets(moov: Atom, move: Move): void {
  const tables = findAll(moov, ['stco', 'co64'])
  if (tables.length === 0) throw notOurs('it does not say where its audio is')
  for (const { type, bytes } of tables) {
    if (type === 'stco') shift(bytes, 4, move, { read: readShort, write: writeShort })
    else shift(bytes, 8, move, { read: readLong, write: writeLong })
  }
}

type Width = {
  read: (bytes: Buffer, at: number) => number
  write: (bytes: Buffer, at: number, offset: number) => void
}

/** Four bytes of version and flags, a number of four bytes, as many offsets. */
function shift(bytes: Buffer, width: number, move: Move, { read, write }: Width): void {
  if (bytes.length < 8 || bytes.length !== 8 + bytes.readUInt32BE(4) * width)
    throw notOurs('a table of offsets is not as long as it says')
  for (let at = 8; at < bytes.length; at += width) {
    const offset = read(bytes, at)
    if (offset < move.from || offset >= move.to) throw notOurs('an offset lies outside the audio')
    write(bytes, at, offset + move.by)
  }
}

const readShort = (bytes: Buffer, at: number) => bytes.readUInt32BE(at)
const readLong = (bytes: Buffer, at: number) => Number(bytes.readBigUInt64BE(at))

function writeShort(bytes: Buffer, at: number, offset: number): void {
  if (offset > MAX_UINT_32)
    throw new AudioError('limit_exceeded:output_bytes', 'an M4A with its index in front ends at 4 GiB')
  bytes.writeUInt32BE(offset, at)
}

const writeLong = (bytes: Buffer, at: number, offset: number) =>
  void bytes.writeBigUInt64BE(BigInt(offset), at)
