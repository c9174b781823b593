import { dirname } from 'node:path'
import { AudioError } from '../audio-error.ts'
import type { Limits } from '../limits.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { ffprobe, type Report } from '../tools/ffprobe.ts'
import type { Tools } from '../tools/tools.ts'

/** What a file says it is. Nothing of it is believed further than limits go. */
export type Probed = {
  /** ffmpeg's name of the container, without its alternatives. */
  containers: readonly string[]
  codec: string
  channels: number
  channelLayout?: string
  sampleRateHz: number
  declaredDurationSeconds?: number
  /** The declared duration is ffmpeg's guess (from a bit rate, or a film's), not the file's own claim. */
  durationIsGuess: boolean
}

type AudioStream = Report['streams'][number]

/** Codec tags of encrypted streams: FairPlay, Common Encryption, Audible. */
const PROTECTED = /^(drm[si]|enc[av]|aavd)$/

/**
 * Rejects what cannot or must not be decoded before a sample is: no audio, too many streams or channels, an
 * unusual rate, protection.
 */
export async function probe(tools: Tools, file: string, signal: AbortSignal): Promise<Probed> {
  const { report, exit } = await ffprobe(tools, file, signal)
  assertSucceeded(exit, { tool: 'ffprobe', otherwise: 'corrupt_input', directories: [dirname(file)] })
  const stream = report.streams.find(({ codec_type }) => codec_type === 'audio')
  if (!stream) throw new AudioError('no_audio_stream', 'there is no audio in it')
  if (PROTECTED.test(stream.codec_tag_string ?? '') || exit.log.says(/DRM protected|encrypted/i)) {
    throw new AudioError('drm_protected', 'it is protected against copying')
  }
  const { codec, sampleRateHz, channels } = assertDecodable(stream)
  assertWithin(tools.limits, { streams: report.streams.length, sampleRateHz, channels })
  const pictures = report.streams.filter(({ disposition }) => disposition?.attached_pic === 1).length
  const onlyAudio = report.streams.length - pictures === 1
  return {
    containers: (report.format?.format_name ?? '').split(','),
    codec,
    channels,
    sampleRateHz,
    ...(isKnown(stream.channel_layout) && { channelLayout: stream.channel_layout }),
    ...declared(stream, report, onlyAudio, exit.log.says(/Estimating duration from bitrate/)),
  }
}

function assertDecodable(stream: AudioStream) {
  const { codec_name: codec, sample_rate: sampleRateHz, channels } = stream
  if (!codec || codec === 'none' || codec === 'unknown') {
    throw new AudioError('unsupported_codec', `its codec is not accepted: ${codec ?? 'unknown'}`)
  }
  if (!sampleRateHz || !channels)
    throw new AudioError('corrupt_input', 'its sample rate or channels are unknown')
  return { codec, sampleRateHz, channels }
}

function assertWithin(
  limits: Limits,
  has: { streams: number; sampleRateHz: number; channels: number },
): void {
  const { minSampleRateHz, maxSampleRateHz } = limits
  if (has.streams > limits.streams) {
    throw new AudioError(
      'limit_exceeded:streams',
      `${has.streams} streams, at most ${limits.streams} are accepted`,
    )
  }
  if (has.channels > limits.channels) {
    throw new AudioError(
      'limit_exceeded:channels',
      `${has.channels} channels, at most ${limits.channels} are accepted`,
    )
  }
  if (has.sampleRateHz < minSampleRateHz || has.sampleRateHz > maxSampleRateHz) {
    const message = `${has.sampleRateHz} Hz; accepted are ${minSampleRateHz} to ${maxSampleRateHz} Hz`
    throw new AudioError('limit_exceeded:sample_rate', message)
  }
}

/** A container's duration is its longest stream's: a claim about the audio only where nothing else is in it. */
function declared(stream: AudioStream, report: Report, onlyAudio: boolean, estimated: boolean) {
  const seconds = stream.duration ?? report.format?.duration
  const durationIsGuess = estimated || (stream.duration === undefined && !onlyAudio)
  return seconds !== undefined && seconds > 0
    ? { declaredDurationSeconds: seconds, durationIsGuess }
    : { durationIsGuess }
}

const isKnown = (layout: string | undefined) => layout !== undefined && layout !== '' && layout !== 'unknown'
