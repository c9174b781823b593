import { stat } from 'node:fs/promises'
import { AudioError, asAudioError } from '../audio-error.ts'
import { bitrateKbps, kbpsOf } from '../inspect/bitrate.ts'
import { probe } from '../inspect/probe.ts'
import type { LoudnessCurve } from '../loudness.ts'
import { listen } from '../measure/listen.ts'
import { mixOf } from '../measure/mix.ts'
import type { RenditionMeasurements } from '../rendered.ts'
import type { Tools } from '../tools/tools.ts'
import { hasConstantRate } from './constant-rate.ts'

export type VerifyTask = {
  file: string
  /** Of what went in. */
  expectedSeconds: number
  /** How much of the file is the cover. */
  pictureBytes: number
  signal: AbortSignal
  onReached: (seconds: number) => void
}

/** Encoders fill their last frame: 26 ms of MP3, 23 of AAC, 20 of Opus, and their delay may stay in. */
const PADDING_SECONDS = 0.25

/** What a finished file is, by its own samples. */
export type Proof = { measurements: RenditionMeasurements; curve: LoudnessCurve }

/** Decodes a finished file from end to end: what it is and how loud, or `internal` when it is not whole. */
export async function verify(tools: Tools, task: VerifyTask): Promise<Proof> {
  try {
    return await measure(tools, task)
  } catch (error) {
    task.signal.throwIfAborted()
    throw ourFault(asAudioError(error))
  }
}

async function measure(
  tools: Tools,
  { file, expectedSeconds, pictureBytes, signal, onReached }: VerifyTask,
): Promise<Proof> {
  const probed = await probe(tools, file, signal)
  const { codec, channels, channelLayout, sampleRateHz } = probed
  const mix = mixOf(channels, channelLayout)
  const task = { file, mix, sampleRateHz, expectedSeconds, signal, onReached }
  const heard = await listen(tools, { purpose: 'verify', ...task })
  const { frames, loudness, levels, singleChannelLufs, curve } = heard
  const durationSeconds = frames / sampleRateHz
  if (Math.abs(durationSeconds - expectedSeconds) > PADDING_SECONDS) {
    const [found, wanted] = [durationSeconds.toFixed(2), expectedSeconds.toFixed(2)]
    throw new AudioError('internal', `the finished file lasts ${found} s instead of ${wanted} s`)
  }
  const { size: fileBytes } = await stat(file)
  const weight = { fileBytes, pictureBytes, durationSeconds }
  const rate = {
    bitrateKbps: Math.round(10 * (bitrateKbps(probed, weight) ?? kbpsOf(weight))) / 10,
    ...(codec === 'mp3' && { constantRate: await hasConstantRate(file) }),
  }
  const single = singleChannelLufs === undefined ? {} : { singleChannelLufs }
  return {
    measurements: { codec, channels, sampleRateHz, durationSeconds, ...rate, loudness, levels, ...single },
    curve,
  }
}

/** A file we made that cannot be read is no fault of the input, so codes that blame the input do not fit. */
function ourFault(error: AudioError): AudioError {
  const honest = ['internal', 'timeout', 'stalled', 'tool_crashed', 'no_space'].includes(error.code)
  if (honest) return error
  return new AudioError('internal', `the finished file cannot be read: ${error.message}`, { cause: error })
}
