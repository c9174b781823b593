/*
 * MP4 and QuickTime files are boxes in boxes: a size of four bytes, a name of four, contents.
 */

export type Box = { at: number; bytes: number }

/** The first box on a path of names, and all that it lies in, the outermost first. */
export function findBox(file: Buffer, path: readonly string[]): Box[] {
  const found: Box[] = []
  let [at, end] = [0, file.length]
  for (const name of path) {
    const box = childNamed(file, at, end, name)
    found.push(box)
    at = box.at + 8
    end = box.at + box.bytes
  }
  return found
}

function childNamed(file: Buffer, start: number, end: number, name: string): Box {
  let at = start
  while (at + 8 <= end) {
    const bytes = file.readUInt32BE(at)
    if (file.toString('latin1', at + 4, at + 8) === name) return { at, bytes }
    at += Math.max(8, bytes)
  }
  throw new Error(`there is no ${name}`)
}

/** The file with other contents in a box that stands behind the samples, so that no offset changes. */
export function withBox(file: Buffer, path: readonly string[], contents: Buffer): Buffer {
  const boxes = findBox(file, path)
  const { at, bytes } = boxes.at(-1) ?? { at: 0, bytes: 0 }
  const head = Buffer.from(file.subarray(0, at + 8))
  const grown = 8 + contents.length - bytes
  for (const box of boxes) head.writeUInt32BE(box.bytes + grown, box.at)
  return Buffer.concat([head, contents, file.subarray(at + bytes)])
}
