import type { Finding } from './findings.ts'
import type { Levels, Loudness, LoudnessCurve } from './loudness.ts'
import type { Envelope } from './measure/envelope.ts'
import type { EmbeddedMetadata } from './metadata.ts'
import type { WaveformFile } from './waveform-options.ts'

/** A stretch in which nothing can be heard. */
export type Silence = { atSeconds: number; seconds: number }

/** How much of stereo its mono sum loses (there it is at least 8 dB quieter), and where that first happens. */
export type Canceling = { seconds: number; audibleSeconds: number; atSeconds: number }

/**
 * What a source is, decoded from its first sample to its last. Sources of more than two channels are measured
 * as the stereo mix that renditions are made of, mono as the dual mono it is heard as.
 */
export type Inspected = {
  container: string
  codec: string
  channels: number
  /** As ffmpeg names it; absent when the file does not say. */
  channelLayout?: string
  sampleRateHz: number
  /** Bits of a sample as it is stored; absent where the codec knows no such thing. */
  bitDepth?: number
  /** Of the audio itself, averaged. */
  bitrateKbps?: number
  /** What the file says of itself, if it does. */
  declaredDurationSeconds?: number
  /** Decoded samples divided by the rate. */
  decodedDurationSeconds: number
  loudness: Loudness
  /** For mono: what a meter shows that does not count the channel twice, 3.01 LU less. */
  singleChannelLufs?: number | null
  levels: Levels
  curve: LoudnessCurve
  /** From two seconds on, in order; at most the 1,000 longest. */
  silences: readonly Silence[]
  /** Of the two sides, over what can be heard, −1 to 1; absent for mono and silence. */
  phaseCorrelation?: number
  /** Of the two sides; absent where they never cancel each other. */
  canceling?: Canceling
  findings: Finding[]
  waveforms: WaveformFile[]
  embedded: EmbeddedMetadata
  /** For foreseeing what a limiter takes; absent beyond four hours. */
  envelope?: Envelope
  /** In `dir`: a copy to render from, made when the source changes its rate or channels half-way. */
  uniformCopy?: string
}
