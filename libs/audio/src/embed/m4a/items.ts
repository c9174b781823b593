import type { Atom } from './atoms.ts'

/* Items of iTunes' list, as far as ffmpeg does not write them. */

const UTF_8 = 1
const JPEG = 13

export function coverItem(jpeg: Buffer): Atom {
  return { type: 'covr', prefix: NONE, children: [dataAtom(JPEG, jpeg)] }
}

/** An item of one's own naming. */
export function freeformItem(name: string, text: string): Atom {
  const named = (type: string, value: string) => ({
    type,
    bytes: Buffer.concat([VERSION, Buffer.from(value)]),
  })
  const children = [
    named('mean', 'com.apple.iTunes'),
    named('name', name),
    dataAtom(UTF_8, Buffer.from(text)),
  ]
  return { type: '----', prefix: NONE, children }
}

const NONE = Buffer.alloc(0)
const VERSION = Buffer.alloc(4)

/** What kind of value it is, four bytes for a country that nobody names, the value. */
function dataAtom(kind: number, value: Buffer): Atom {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(kind)
  return { type: 'data', bytes: Buffer.concat([head, value]) }
}
