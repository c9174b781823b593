/** Bytes that are kept. */
export type Pile = {
  readonly chunks: readonly Uint8Array[]
  readonly bytes: number
  add(chunk: Uint8Array): void
  /** Lets go of all. */
  clear(): void
}

/** What a chunk costs besides its bytes is some 200: below this it is cheaper to copy them. */
const SMALL = 4 * 1024

/** As large as the chunks of a file or a socket. */
const BLOCK = 64 * 1024

/**
 * Keeps chunks as they are, without copying; only small ones are put together, for 8 MiB in chunks of one byte
 * would take a gigabyte otherwise, and a small chunk may be a piece of something large that it keeps alive.
 */
export function createPile(): Pile {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let block = Buffer.alloc(0)
  let used = 0

  function addSmall(chunk: Uint8Array): void {
    if (block.length - used < chunk.length) {
      block = Buffer.allocUnsafeSlow(BLOCK)
      used = 0
    }
    block.set(chunk, used)
    const last = chunks.at(-1)
    const isNext = last?.buffer === block.buffer && last.byteOffset + last.length === used
    const start = isNext ? last.byteOffset : used
    used += chunk.length
    if (isNext) chunks.pop()
    chunks.push(block.subarray(start, used))
  }

  return {
    chunks,
    get bytes() {
      return bytes
    },
    add(chunk) {
      bytes += chunk.length
      if (chunk.length < SMALL) addSmall(chunk)
      else chunks.push(chunk)
    },
    clear() {
      chunks.length = 0
      bytes = 0
    },
  }
}
