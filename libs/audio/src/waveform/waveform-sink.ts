import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WaveformFile } from '../waveform-options.ts'
import type { Pixel } from './peaks.ts'
import { headerOf, jsonOf, type WaveformHeader } from './waveform-format.ts'

export type WaveformSink = {
  put(pixel: Pixel): void
  /** Writes what has been put, once it is worth a write. */
  flush(): Promise<void>
  /** Completes the binary file with its header, then writes the JSON from it. */
  finish(): Promise<WaveformFile[]>
  close(): Promise<void>
}

const FLUSH_VALUES = 65_536

/** A waveform of one magnification. `spend` is told of the bytes before they are written, and may throw. */
export async function openWaveformSink(
  dir: string,
  name: string,
  shape: Omit<WaveformHeader, 'length'>,
  spend: (bytes: number) => void,
): Promise<WaveformSink> {
  const handle = await open(join(dir, `${name}.dat`), 'w+')
  const { put, flush, pixels } = createBuffer(handle, shape, spend)
  return {
    put,
    flush: () => flush(FLUSH_VALUES),
    async finish() {
      await flush(1)
      const header = { ...shape, length: pixels() }
      await handle.write(headerOf(header), 0, undefined, 0)
      const json = join(dir, `${name}.json`)
      await pipeline(Readable.from(jsonOf(header, handle)), createWriteStream(json))
      return [
        { name: `${name}.json`, path: json, mediaType: 'application/json' },
        { name: `${name}.dat`, path: join(dir, `${name}.dat`), mediaType: 'application/octet-stream' },
      ]
    },
    close: () => handle.close(),
  }
}

function createBuffer(
  handle: FileHandle,
  shape: Omit<WaveformHeader, 'length'>,
  spend: (bytes: number) => void,
) {
  let pending: number[] = []
  let pixels = 0
  let begun = false
  const write = async (bytes: Uint8Array) => {
    spend(bytes.length)
    await handle.writeFile(bytes)
  }
  return {
    put(pixel: Pixel): void {
      for (const value of pixel) pending.push(value)
      pixels++
    },
    pixels: () => pixels,
    async flush(atLeast: number): Promise<void> {
      // Room for the header, whose length is known at the end.
      if (!begun) await write(headerOf({ ...shape, length: 0 }))
      begun = true
      if (pending.length < atLeast) return
      const values =
        shape.bits === 16 ? Int16Array.from(pending) : Int8Array.from(pending, (value) => (value / 256) | 0)
      pending = []
      await write(new Uint8Array(values.buffer))
    },
  }
}
