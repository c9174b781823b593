import type { Finding } from '../findings.ts'
import { type Detector, type Evidence, round, seconds } from './evidence.ts'
import type { Probed } from './probe.ts'
import { clipping, dcOffset, longSilence, outOfPhase, silentChannel, veryQuiet } from './sound-findings.ts'

export { VERY_QUIET_LUFS } from './sound-findings.ts'

/** What is worth telling about a source, in the order of these detectors. */
export function findingsOf(evidence: Evidence): Finding[] {
  return DETECTORS.map((detect) => detect(evidence)).filter((finding) => finding !== undefined)
}

const duration: Detector = ({ probed, durationSeconds }) => {
  const declared = probed.declaredDurationSeconds
  if (declared === undefined) return undefined
  if (Math.abs(declared - durationSeconds) <= toleranceSeconds(probed, declared)) return undefined
  const measured = { declaredSeconds: declared, decodedSeconds: round(durationSeconds) }
  const detail = `The file says it lasts ${seconds(declared)}, ${seconds(durationSeconds)} could be decoded.`
  const truncated = durationSeconds < declared && !probed.durationIsGuess
  return { code: truncated ? 'truncated_input' : 'duration_mismatch', detail, measured }
}

const LOSSLESS = /^(pcm_|flac$|alac$|tta$|wavpack$|ape$)/

/** Encoders pad and headers round; a guess from a bit rate is only roughly right; lossless files count samples. */
function toleranceSeconds({ durationIsGuess, codec }: Probed, declared: number): number {
  if (durationIsGuess) return Math.max(1, 0.02 * declared)
  return LOSSLESS.test(codec) ? 0.1 : Math.max(0.5, 0.005 * declared)
}

const headerSize: Detector = ({ wav, durationSeconds, fileBytes }) => {
  const measured = { decodedSeconds: round(durationSeconds), fileBytes }
  if (wav?.sizeMissing) {
    const detail = 'The WAV header does not say how long the recording is.'
    return { code: 'header_size_wrong', detail, measured }
  }
  if (!wav?.sizeTooSmall) return undefined
  const detail = 'Sound goes on behind the length that the WAV header tells; what is behind it was not read.'
  return { code: 'header_size_wrong', detail, measured }
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

const lowBitrate: Detector = ({ probed, bitrateKbps }) => {
  const clean = CLEAN_KBPS[probed.codec]
  if (!clean || bitrateKbps >= clean * Math.min(2, probed.channels)) return undefined
  const detail = `At ${Math.round(bitrateKbps)} kb/s the compression can be heard; ask for the original recording.`
  return { code: 'low_bitrate', detail, measured: { kbps: round(bitrateKbps) } }
}

const DETECTORS: readonly Detector[] = [
  ...[duration, headerSize, clipping, dcOffset, silentChannel, outOfPhase],
  ...[longSilence, lowSampleRate, lowBitrate, veryQuiet],
]
