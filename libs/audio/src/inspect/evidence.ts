import type { Finding } from '../findings.ts'
import type { Loudness } from '../loudness.ts'
import type { Statistics } from '../measure/statistics.ts'
import type { Probed } from './probe.ts'
import type { WavClaim } from './wav-header.ts'

/** Everything that is known of a decoded source. */
export type Evidence = {
  probed: Probed
  wav: WavClaim | undefined
  fileBytes: number
  bitrateKbps: number
  durationSeconds: number
  loudness: Loudness
  statistics: Statistics
}

/** Tells of one kind of trouble, with numbers, and when it is first heard. */
export type Detector = (evidence: Evidence) => Finding | undefined

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))
export const seconds = (value: number) => `${round(value, 1)} s`
