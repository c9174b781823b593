import type { Finding, Loudness } from '../audio-engine.ts'
import type { Statistics } from '../measure/statistics.ts'
import type { Probed } from './probe.ts'
import type { WavClaim } from './wav-header.ts'

/** Everything that is known of a decoded source. */
export type Evidence = {
  probed: Probed
  wav: WavClaim | undefined
  fileBytes: number
  durationSeconds: number
  loudness: Loudness
  statistics: Statistics
}

type Detector = (evidence: Evidence) => Finding | undefined

/** Below this there is nothing to bring to a loudness target: an empty room, a muted microphone. */
export const VERY_QUIET_LUFS = -50

/** What is worth telling about a source, in the order of these detectors. */
export function findingsOf(evidence: Evidence): Finding[] {
  return DETECTORS.map((detect) => detect(evidence)).filter((finding) => finding !== undefined)
}

const duration: Detector = ({ probed, durationSeconds }) => {
  const declared = probed.declaredDurationSeconds
  if (declared === undefined) return undefined
  // Encoders pad and headers round; a guess from a bit rate is only roughly right.
  const tolerance = probed.durationIsGuess ? Math.max(1, 0.02 * declared) : Math.max(0.5, 0.005 * declared)
  if (Math.abs(declared - durationSeconds) <= tolerance) return undefined
  const measured = { declaredSeconds: declared, decodedSeconds: round(durationSeconds) }
  const detail = `The file says it lasts ${seconds(declared)}, ${seconds(durationSeconds)} could be decoded.`
  const truncated = durationSeconds < declared && !probed.durationIsGuess
  return { code: truncated ? 'truncated_input' : 'duration_mismatch', detail, measured }
}

const headerSize: Detector = ({ wav }) =>
  wav?.sizeMissing
    ? { code: 'header_size_wrong', detail: 'The WAV header does not say how long the recording is.' }
    : undefined

const clipping: Detector = ({ statistics }) => {
  const runs = statistics.channels.reduce((total, channel) => total + channel.clippedRuns, 0)
  // A master may touch full scale once or twice; a clipped recording does it all the time.
  if (runs < 5) return undefined
  return {
    code: 'clipping',
    detail: `The level is cut off at full scale in ${runs} places.`,
    measured: { places: runs },
  }
}

const dcOffset: Detector = ({ statistics }) => {
  const worst = Math.max(...statistics.channels.map(({ mean }) => Math.abs(mean)))
  if (worst < 0.01) return undefined
  const detail = `The wave is off its centre by ${round(100 * worst)} % of full scale.`
  return { code: 'dc_offset', detail, measured: { offset: round(worst, 4) } }
}

const silentChannel: Detector = ({ statistics: { channels } }) => {
  const [left, right] = channels
  if (!left || !right) return undefined
  const [quiet, loud] = left.peak < right.peak ? [left, right] : [right, left]
  if (quiet.peak > 0.001 || loud.rms < 0.003) return undefined
  const side = quiet === left ? 'left' : 'right'
  return { code: 'silent_channel', detail: `There is nothing on the ${side} channel.` }
}

const outOfPhase: Detector = ({ statistics: { audibleSeconds, cancelingSeconds } }) => {
  if (cancelingSeconds === 0 || cancelingSeconds < 0.25 * audibleSeconds) return undefined
  const detail = `In ${seconds(cancelingSeconds)} the channels cancel each other on a mono speaker.`
  return { code: 'out_of_phase', detail, measured: { seconds: round(cancelingSeconds) } }
}

const longSilence: Detector = ({ statistics: { longestSilence } }) => {
  if (longestSilence.seconds < 5) return undefined
  const { seconds: length, atSeconds } = longestSilence
  const detail = `It is silent for ${seconds(length)} from ${seconds(atSeconds)} on.`
  return { code: 'long_silence', detail, measured: { seconds: round(length), atSeconds: round(atSeconds) } }
}

const lowSampleRate: Detector = ({ probed: { sampleRateHz } }) => {
  if (sampleRateHz >= 32_000) return undefined
  const detail = `At ${sampleRateHz} Hz the treble is missing, as on a telephone.`
  return { code: 'low_sample_rate', detail, measured: { sampleRateHz } }
}

/** Kilobits per second and channel below which a codec is heard at work. */
const CLEAN_KBPS: Partial<Record<string, number>> = {
  mp3: 40,
  mp2: 64,
  aac: 32,
  vorbis: 32,
  opus: 16,
  wmav2: 40,
}

const lowBitrate: Detector = ({ probed, fileBytes, durationSeconds }) => {
  const clean = CLEAN_KBPS[probed.codec]
  const kbps = (fileBytes * 8) / 1000 / durationSeconds
  if (!clean || kbps >= clean * Math.min(2, probed.channels)) return undefined
  const detail = `At ${Math.round(kbps)} kb/s the compression can be heard; ask for the original recording.`
  return { code: 'low_bitrate', detail, measured: { kbps: round(kbps) } }
}

const veryQuiet: Detector = ({ loudness: { integratedLufs, truePeakDbtp } }) => {
  if (integratedLufs !== null && integratedLufs >= VERY_QUIET_LUFS) return undefined
  const detail = 'There is too little sound in it to bring it to a loudness; its level is left as it is.'
  return { code: 'very_quiet', detail, measured: { integratedLufs, truePeakDbtp } }
}

const DETECTORS: readonly Detector[] = [
  ...[duration, headerSize, clipping, dcOffset, silentChannel, outOfPhase],
  ...[longSilence, lowSampleRate, lowBitrate, veryQuiet],
]

const round = (value: number, digits = 2) => Number(value.toFixed(digits))
const seconds = (value: number) => `${round(value, 1)} s`
