import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WaveformFile, WaveformOptions } from '../audio-engine.ts'
import { AudioError } from '../audio-error.ts'
import { createPeaks } from './peaks.ts'
import { headerOf, jsonOf, type WaveformHeader } from './waveform-format.ts'

export type WaveformSource = { dir: string; channels: 1 | 2; sampleRateHz: number; maxBytes: number }

export type WaveformWriter = {
  add(samples: Int16Array): Promise<void>
  /** Completes both files. Called once; neither is a result before. */
  finish(): Promise<WaveformFile[]>
  close(): Promise<void>
}

const FLUSH_BYTES = 65_536
const MAX_SAMPLES_PER_PIXEL = 1_000_000

export function assertWaveform({ samplesPerPixel, bits }: WaveformOptions): void {
  const whole = Number.isInteger(samplesPerPixel) && samplesPerPixel >= 2
  if (!whole || samplesPerPixel > MAX_SAMPLES_PER_PIXEL) {
    throw new RangeError(`a waveform of ${samplesPerPixel} samples per pixel is not offered`)
  }
  if (bits !== 8 && bits !== 16) throw new RangeError(`a waveform of ${bits} bits is not offered`)
}

/** Writes peaks as they come, in bounded memory: first the binary file, then the JSON from it. */
export async function openWaveformFiles(
  source: WaveformSource,
  options: WaveformOptions,
): Promise<WaveformWriter> {
  const dat = join(source.dir, 'waveform.dat')
  const json = join(source.dir, 'waveform.json')
  const handle = await open(dat, 'w+')
  const sink = createSink(handle, options, source.maxBytes)
  const peaks = createPeaks(options.samplesPerPixel, source.channels, sink.put)
  await sink.begin()
  return {
    async add(samples) {
      peaks.add(samples)
      await sink.flush(FLUSH_BYTES)
    },
    async finish() {
      peaks.end()
      await sink.flush(1)
      const header: WaveformHeader = { ...options, sampleRateHz: source.sampleRateHz, length: sink.pairs() }
      await handle.write(headerOf(header), 0, undefined, 0)
      await pipeline(Readable.from(jsonOf(header, handle)), createWriteStream(json))
      return [
        { name: 'waveform.json', path: json, mediaType: 'application/json' },
        { name: 'waveform.dat', path: dat, mediaType: 'application/octet-stream' },
      ]
    },
    close: () => handle.close(),
  }
}

function createSink(handle: FileHandle, { bits }: WaveformOptions, maxBytes: number) {
  let pending: number[] = []
  let pairs = 0
  let written = 0
  const write = async (bytes: Uint8Array) => {
    written += bytes.length
    if (written > maxBytes) throw new AudioError('limit_exceeded:output_bytes', 'the waveform grew too large')
    await handle.writeFile(bytes)
  }
  return {
    put(low: number, high: number): void {
      pending.push(low, high)
      pairs++
    },
    pairs: () => pairs,
    /** Leaves room for the header, whose length is known at the end. */
    begin: () => write(headerOf({ bits, samplesPerPixel: 2, sampleRateHz: 0, length: 0 })),
    async flush(atLeast: number): Promise<void> {
      if (pending.length < atLeast) return
      const values =
        bits === 16 ? Int16Array.from(pending) : Int8Array.from(pending, (value) => (value / 256) | 0)
      pending = []
      await write(new Uint8Array(values.buffer))
    },
  }
}
