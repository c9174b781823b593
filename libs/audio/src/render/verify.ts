import type { RenderedFile } from '../audio-engine.ts'
import { AudioError, asAudioError } from '../audio-error.ts'
import { probe } from '../inspect/probe.ts'
import { decode } from '../measure/decode.ts'
import { mixOf } from '../measure/mix.ts'
import type { Tools } from '../tools/tools.ts'

export type VerifyTask = {
  file: string
  /** Of what went in. */
  expectedSeconds: number
  signal: AbortSignal
  onReached: (seconds: number) => void
}

/** Encoders fill their last frame: 26 ms of MP3, 23 of AAC, 20 of Opus, and their delay may stay in. */
const PADDING_SECONDS = 0.25

/** Decodes a finished file from end to end: what it is and how loud, or `internal` when it is not whole. */
export async function verify(tools: Tools, task: VerifyTask): Promise<RenderedFile['measurements']> {
  try {
    return await measure(tools, task)
  } catch (error) {
    task.signal.throwIfAborted()
    throw ourFault(asAudioError(error))
  }
}

async function measure(tools: Tools, { file, expectedSeconds, signal, onReached }: VerifyTask) {
  const { codec, channels, channelLayout, sampleRateHz } = await probe(tools, file, signal)
  const mix = mixOf(channels, channelLayout)
  const { frames, loudness } = await decode(tools, { file, mix, expectedSeconds, signal, onReached })
  const durationSeconds = frames / sampleRateHz
  if (Math.abs(durationSeconds - expectedSeconds) > PADDING_SECONDS) {
    const [found, wanted] = [durationSeconds.toFixed(2), expectedSeconds.toFixed(2)]
    throw new AudioError('internal', `the finished file lasts ${found} s instead of ${wanted} s`)
  }
  return { codec, channels, sampleRateHz, durationSeconds, loudness }
}

/** A file we made that cannot be read is no fault of the input, so codes that blame the input do not fit. */
function ourFault(error: AudioError): AudioError {
  const honest = ['internal', 'timeout', 'stalled', 'tool_crashed', 'no_space'].includes(error.code)
  if (honest) return error
  return new AudioError('internal', `the finished file cannot be read: ${error.message}`, { cause: error })
}
