import { AudioError } from '../../audio-error.ts'

/** A box of MP4 (ISO/IEC 14496-12): a length, four letters, and either other boxes or bytes. */
export type Atom = { type: string } & ({ bytes: Buffer } | { prefix: Buffer; children: Atom[] })

/** How many bytes stand before the children of those that we look into. */
const CONTAINERS: Partial<Record<string, number>> = {
  ...{ moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, udta: 0, ilst: 0 },
  meta: 4,
}
/** moov/trak/mdia/minf/stbl and what is in it. */
const MAX_DEPTH = 6
const HEADER = 8
const LONG_HEADER = 16

export function notOurs(problem: string): AudioError {
  return new AudioError('internal', `the M4A that was made cannot be completed: ${problem}`)
}

/** A length and the four letters; for a header with its length in the 8 bytes behind, give 16 bytes. */
export function readHeader(bytes: Buffer): { type: string; size: number; headerBytes: number } {
  const type = bytes.toString('latin1', 4, HEADER)
  const short = bytes.readUInt32BE(0)
  const isLong = short === 1
  if (isLong && bytes.length < LONG_HEADER) throw notOurs(`${type} has no length`)
  const size = isLong ? Number(bytes.readBigUInt64BE(HEADER)) : short
  const headerBytes = isLong ? LONG_HEADER : HEADER
  if (size < headerBytes || !Number.isSafeInteger(size)) throw notOurs(`${type} has the length ${size}`)
  return { type, size, headerBytes }
}

/** Boxes one behind the other that fill the bytes exactly; anything else is refused. */
export function parseAtoms(bytes: Buffer, depth = 0): Atom[] {
  if (depth > MAX_DEPTH) throw notOurs('it is nested too deep')
  const atoms: Atom[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < HEADER) throw notOurs('it ends within a header')
    const { type, size, headerBytes } = readHeader(bytes.subarray(at))
    if (size > bytes.length - at) throw notOurs(`${type} is longer than what it is in`)
    atoms.push(parseAtom(type, bytes.subarray(at + headerBytes, at + size), depth))
    at += size
  }
  return atoms
}

function parseAtom(type: string, bytes: Buffer, depth: number): Atom {
  const before = CONTAINERS[type]
  if (before === undefined) return { type, bytes }
  const prefix = bytes.subarray(0, before)
  return { type, prefix, children: parseAtoms(bytes.subarray(before), depth + 1) }
}

/** The only child of this type; a second one is refused like none. */
export function childOf(parent: Atom, type: string): Atom & { children: Atom[] } {
  const found = 'children' in parent ? parent.children.filter((child) => child.type === type) : []
  const [child] = found
  if (found.length !== 1 || !child || !('children' in child))
    throw notOurs(`${parent.type} has ${found.length} of ${type}`)
  return child
}

/** Its bytes, header included, in parts: an index of 16 MB is not copied once for each box around it. */
export function serialize(atom: Atom): Buffer[] {
  const parts = 'bytes' in atom ? [atom.bytes] : [atom.prefix, ...atom.children.flatMap(serialize)]
  const header = Buffer.alloc(HEADER)
  header.writeUInt32BE(HEADER + lengthOf(parts))
  header.write(atom.type, 4, 'latin1')
  return [header, ...parts]
}

export function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}

/** All of this type in it, however deep. */
export function findAll(atom: Atom, types: readonly string[]): (Atom & { bytes: Buffer })[] {
  if ('children' in atom) return atom.children.flatMap((child) => findAll(child, types))
  return types.includes(atom.type) ? [atom] : []
}
