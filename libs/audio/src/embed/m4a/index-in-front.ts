import { type FileHandle, open } from 'node:fs/promises'
import type { Piece } from '../pieces.ts'
import { type Atom, childOf, lengthOf, notOurs, parseAtoms, readHeader, serialize } from './atoms.ts'
import { shiftOffsets } from './shift-offsets.ts'

type Place = { type: string; start: number; end: number }

/**
 * The file in pieces, its index (`moov`) in front of the audio and with these items in its list, wherever it was
 * before. What is not exactly as ffmpeg builds it is refused.
 */
export async function indexInFront(path: string, items: readonly Atom[]): Promise<Piece[]> {
  const file = await open(path)
  try {
    const places = await readPlaces(file)
    const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map((type) => only(places, type))
    if (!ftyp || !moov || !mdat || ftyp.start !== 0) throw notOurs('it does not begin with its type')
    const behind = places.filter((place) => place !== ftyp && place !== moov)
    const index = await readMoov(file, moov)
    childOf(childOf(childOf(index, 'udta'), 'meta'), 'ilst').children.push(...items)
    const parts = serialize(index)
    const moved = ftyp.end + lengthOf(parts) + lengthBefore(behind, mdat)
    // The tables are changed in place, and so in the parts.
    shiftOffsets(index, { from: mdat.start, to: mdat.end, by: moved - mdat.start })
    const stretch = ({ start, end }: Place): Piece => ({ path, start, end })
    return [stretch(ftyp), ...parts, ...behind.map(stretch)]
  } finally {
    await file.close()
  }
}

const KNOWN = ['ftyp', 'moov', 'mdat', 'free']
const MAX_PLACES = 8

async function readPlaces(file: FileHandle): Promise<Place[]> {
  const { size: fileBytes } = await file.stat()
  const places: Place[] = []
  for (let start = 0; start < fileBytes; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, start)
    if (bytesRead < 8) throw notOurs('it ends within a header')
    const { type, size } = readHeader(buffer.subarray(0, bytesRead))
    if (!KNOWN.includes(type) || places.length === MAX_PLACES) throw notOurs(`${type} is not known`)
    if (start + size > fileBytes) throw notOurs(`${type} is longer than the file`)
    places.push({ type, start, end: start + size })
    start += size
  }
  return places
}

function only(places: readonly Place[], type: string): Place | undefined {
  const found = places.filter((place) => place.type === type)
  if (found.length !== 1) throw notOurs(`there are ${found.length} of ${type}`)
  return found[0]
}

function lengthBefore(places: readonly Place[], mdat: Place): number {
  return places.slice(0, places.indexOf(mdat)).reduce((sum, { start, end }) => sum + end - start, 0)
}

/** Four bytes for each frame of AAC are 17 MB for a day at 48 kHz. */
const MAX_MOOV_BYTES = 64 * 1024 ** 2

async function readMoov(file: FileHandle, { start, end }: Place): Promise<Atom> {
  const bytes = end - start
  if (bytes > MAX_MOOV_BYTES) throw notOurs(`its index takes ${bytes} bytes`)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, start)
  const [moov] = parseAtoms(buffer)
  if (bytesRead < bytes || !moov) throw notOurs('its index cannot be read')
  return moov
}
