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
  bitDepth?: number
  /** Of the audio stream, as the file or its header says; nominal for some codecs. */
  declaredKbps?: number
  /** There is nothing else in it, but for pictures of the cover kind. */
  onlyAudio: boolean
  /** The number of the stream that is such a picture, the first if there are several. */
  pictureStream?: number
  /** There is a picture of a kind that ffmpeg does not know. */
  pictureUnknown: boolean
  /** As they were read: nothing of it is cleaned or believed. */
  said: Said
}

/** What a file says of itself: tags by ffmpeg's names for them in lower case, the file's before those of its audio stream. */
export type Said = {
  tags: Record<string, string>
  chapters: readonly { startSeconds: number; title: string }[]
  /** How many there are, also of those that were too many to be kept. */
  chapterCount: number
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
  // ffmpeg 7 leaves out what is too many in a Matroska, and goes on.
  if (exit.log.says(/exceeds max_streams/)) throw tooManyStreams(tools.limits)
  assertHonest(report)
  const { codec, sampleRateHz, channels } = assertDecodable(stream)
  assertWithin(tools.limits, { streams: report.streams.length, sampleRateHz, channels })
  const onlyAudio = report.streams.length - report.streams.filter(isPicture).length === 1
  return {
    containers: report.format.format_name.split(','),
    codec,
    channels,
    sampleRateHz,
    ...(isKnown(stream.channel_layout) && { channelLayout: stream.channel_layout }),
    ...declared(stream, report, onlyAudio, exit.log.says(/Estimating duration from bitrate/)),
    ...storedAs(stream),
    onlyAudio,
    ...pictureIn(report),
    pictureUnknown: exit.log.says(/Unknown attached picture mimetype/i),
    said: saidIn(report, stream),
  }
}

/**
 * ffmpeg prints the language of a stream as it is. With a line break in it a file could put words into ffmpeg's
 * mouth, such as that the disk was full; no language has one.
 */
function assertHonest({ streams }: Report): void {
  const languages = streams.flatMap(({ tags }) =>
    Object.entries(tags).filter(([name]) => name.toLowerCase() === 'language'),
  )
  if (languages.some(([, language]) => /\p{Cc}/u.test(language))) {
    throw new AudioError('corrupt_input', 'its language is not the name of a language')
  }
}

const isPicture = (stream: AudioStream) => stream['disposition.attached_pic'] === 1

function pictureIn({ streams }: Report): { pictureStream?: number } {
  const index = streams.findIndex(isPicture)
  return index < 0 ? {} : { pictureStream: index }
}

/** Compressed audio has no depth: ffmpeg says 0. */
function storedAs(stream: AudioStream): { bitDepth?: number; declaredKbps?: number } {
  const bits = stream.bits_per_raw_sample || stream.bits_per_sample
  const kbps = (stream.bit_rate ?? 0) / 1000
  return { ...(bits && { bitDepth: bits }), ...(kbps > 0 && { declaredKbps: kbps }) }
}

function saidIn({ format, chapters, chapterCount }: Report, { tags }: AudioStream): Said {
  return {
    tags: { ...tags, ...format.tags },
    chapters: chapters.map(({ start_time, tags: { title = '' } }) => ({
      startSeconds: start_time ?? Number.NaN,
      title,
    })),
    chapterCount,
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

function tooManyStreams({ streams }: Limits): AudioError {
  return new AudioError('limit_exceeded:streams', `more than ${streams} streams; no more are accepted`)
}

function assertWithin(
  limits: Limits,
  has: { streams: number; sampleRateHz: number; channels: number },
): void {
  const { minSampleRateHz, maxSampleRateHz } = limits
  if (has.streams > limits.streams) throw tooManyStreams(limits)
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
  const seconds = stream.duration ?? report.format.duration
  const durationIsGuess = estimated || (stream.duration === undefined && !onlyAudio)
  return seconds !== undefined && seconds > 0
    ? { declaredDurationSeconds: seconds, durationIsGuess }
    : { durationIsGuess }
}

const isKnown = (layout: string | undefined) => layout !== undefined && layout !== '' && layout !== 'unknown'
