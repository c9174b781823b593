import { AudioError } from '../audio-error.ts'
import type { WaveformFile, WaveformOptions } from '../waveform-options.ts'
import { lanesOf } from './peaks.ts'
import { openWaveformSink, type WaveformSink } from './waveform-sink.ts'
import { createZooms } from './zooms.ts'

export { assertWaveform } from './assert-waveform.ts'

/** What is drawn; `maxBytes` bounds all binary files together. */
export type WaveformSource = { dir: string; channels: 1 | 2; sampleRateHz: number; maxBytes: number }

export type WaveformWriter = {
  /** Interleaved samples of whole frames. */
  add(samples: Int16Array): Promise<void>
  /** Completes all files: JSON and binary of the first magnification, then of each zoom. Called once; nothing is a result before. */
  finish(): Promise<WaveformFile[]>
  close(): Promise<void>
}

/** Writes peaks as they come, in bounded memory: first the binary files, then the JSON from them. */
export async function openWaveformFiles(
  source: WaveformSource,
  options: WaveformOptions,
): Promise<WaveformWriter> {
  const lanes = { channels: source.channels, perChannel: options.perChannel ?? false }
  const shape = { bits: options.bits, sampleRateHz: source.sampleRateHz, channels: lanesOf(lanes) }
  const spend = createBudget(source.maxBytes)
  const sinks = new Map<number, WaveformSink>()
  const close = async () => {
    for (const sink of sinks.values()) await sink.close()
  }
  try {
    for (const zoom of [options.samplesPerPixel, ...(options.zooms ?? [])]) {
      const name = zoom === options.samplesPerPixel ? 'waveform' : `waveform-${zoom}`
      sinks.set(zoom, await openWaveformSink(source.dir, name, { ...shape, samplesPerPixel: zoom }, spend))
    }
  } catch (error) {
    await close()
    throw error
  }
  const peaks = createZooms([...sinks.keys()], lanes, (zoom, pixel) => sinks.get(zoom)?.put(pixel))
  return {
    async add(samples) {
      peaks.add(samples)
      for (const sink of sinks.values()) await sink.flush()
    },
    async finish() {
      peaks.end()
      const files: WaveformFile[] = []
      for (const sink of sinks.values()) files.push(...(await sink.finish()))
      return files
    },
    close,
  }
}

function createBudget(maxBytes: number): (bytes: number) => void {
  let spent = 0
  return (bytes) => {
    spent += bytes
    if (spent > maxBytes) throw new AudioError('limit_exceeded:output_bytes', 'the waveform grew too large')
  }
}
