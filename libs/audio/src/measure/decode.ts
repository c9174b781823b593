import { dirname } from 'node:path'
import type { Loudness, LoudnessCurve } from '../loudness.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import type { Log } from '../tools/log.ts'
import type { Purpose } from '../tools/tool-span.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'
import { createLoudnessReader } from './loudness-summary.ts'
import type { Mix } from './mix.ts'
import { samplesOf } from './samples.ts'
import { createShortTermReader } from './short-term.ts'
import { singleChannelLufs } from './single-channel.ts'
import { createTruePeak } from './true-peak.ts'

export type DecodeTask = {
  /** `decode` when absent. */
  purpose?: Purpose
  file: string
  mix: Mix
  expectedSeconds?: number
  signal: AbortSignal
  /** Called with every sample, 16 bits, interleaved; the chunk is valid until it returns. */
  onSamples?: (samples: Int16Array) => Promise<void> | void
  onReached?: (seconds: number) => void
}

export type Decoded = {
  /** Samples per channel that really came out. */
  frames: number
  loudness: Loudness
  /** For mono; see `singleChannelLufs`. */
  singleChannelLufs?: number | null
  curve: LoudnessCurve
  /** The source changed its rate or channels on the way: then `loudness` and `curve` are not of the whole. */
  changedFormat: boolean
  log: Log
}

/**
 * Decodes a file once, from end to end, and measures it (loudness and its curve, range, true peak) in the same
 * process that hands over its samples. Bounded by the limits on duration, time and memory; at a limit on
 * duration it just ends, one second beyond it.
 */
export async function decode(tools: Tools, task: DecodeTask): Promise<Decoded> {
  const { truePeak, ...decoded } = await decodeOnce(tools, task, 'sample')
  const overloaded = (decoded.loudness.truePeakDbtp ?? 0) > 0
  if (truePeak !== undefined && !overloaded) {
    return { ...decoded, loudness: { ...decoded.loudness, truePeakDbtp: truePeak } }
  }
  const { purpose = 'decode', file, mix, expectedSeconds, signal } = task
  const again = { purpose, file, mix, signal, ...(expectedSeconds !== undefined && { expectedSeconds }) }
  const { loudness } = await decodeOnce(tools, again, 'true')
  return { ...decoded, loudness: { ...decoded.loudness, truePeakDbtp: loudness.truePeakDbtp } }
}

/** `truePeak` is not told by samples of 16 bits that are clipped, and not always else. */
async function decodeOnce(
  tools: Tools,
  task: DecodeTask,
  peak: 'sample' | 'true',
): Promise<Decoded & { truePeak: number | null | undefined }> {
  const { mix, signal } = task
  const truePeak = createTruePeak(mix.channels)
  const summary = createLoudnessReader()
  const shortTerm = createShortTermReader()
  let frames = 0
  const exit = await runFfmpeg({
    tools,
    purpose: task.purpose ?? 'decode',
    input: `file:${task.file}`,
    inputOptions: [...telling, ...(await guardedInput(tools.limits, task.file))],
    // Time stamps may jump or lie; from here on they count samples.
    filters: ['asetpts=N/SR/TB', mix.filter, meter(mix, peak)],
    codec: 'pcm_s16le',
    outputOptions: [...onlyFirstAudio, '-t', String(tools.limits.durationSeconds + 1)],
    format: 's16le',
    output: 'pipe:1',
    signal,
    patience: patienceFor(tools, task.expectedSeconds),
    onMoved: ({ seconds }) => task.onReached?.(seconds),
    onLogLine(line) {
      if (!shortTerm.read(line)) summary.read(line)
    },
    readStdout: async (stdout) => {
      for await (const samples of samplesOf(stdout, mix.channels)) {
        frames += samples.length / mix.channels
        if (peak === 'sample') truePeak.add(samples)
        await task.onSamples?.(samples)
      }
    },
  })
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'internal', directories: [dirname(task.file)] })
  const loudness = { ...summary.loudness(), maxShortTermLufs: shortTerm.maxLufs() }
  return {
    frames,
    loudness,
    ...(mix.channels === 1 && { singleChannelLufs: singleChannelLufs(loudness) }),
    curve: shortTerm.curve(),
    truePeak: truePeak.result(),
    changedFormat: summary.summaries() > 1,
    log: exit.log,
  }
}

/** Reports of progress on a pipe of their own, none on stderr. */
export const quietly = ['-nostats', '-progress', 'pipe:3'] as const

/** Without a terminal, with all that is told about the file, and reports as above. */
export const telling = ['-nostdin', '-hide_banner', '-v', 'level+info', ...quietly] as const

/** The first audio stream and nothing else of the file: no pictures, no tags, no chapters. */
export const onlyFirstAudio = [
  '-map',
  '0:a:0',
  '-vn',
  '-sn',
  '-dn',
  '-map_metadata',
  '-1',
  '-map_chapters',
  '-1',
] as const

/**
 * Mono is measured as what a listener hears, the same on both sides (3.01 LU more than the bare channel).
 * The filter's ten lines a second (for the curve) cost two hundredths of a decode.
 */
function meter({ channels }: Mix, peak: 'sample' | 'true'): string {
  return `ebur128=peak=${peak}${channels === 1 ? ':dualmono=true' : ''}`
}
