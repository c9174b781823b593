import { TARGETS, type TargetName, TOLERANCE_LU } from '../targets.ts'

/** What is compared with a number: where it comes from, how it is called, how far meters may disagree about it. */
export const QUANTITIES = {
  /** EBU Tech 3341: on its test signals a meter may be wrong by 0.1 LU. */
  integratedLufs: { label: 'Integrated loudness', unit: 'LUFS', meterTolerance: 0.1 },
  /** EBU Tech 3341: on its test signals a meter may read up to 0.2 dB too much. */
  truePeakDbtp: { label: 'True peak', unit: 'dBTP', meterTolerance: 0.2 },
  /** Sums of samples: everybody gets the same. */
  rmsDbfs: { label: 'RMS', unit: 'dB', meterTolerance: 0 },
  samplePeakDbfs: { label: 'Sample peak', unit: 'dB', meterTolerance: 0 },
  noiseFloorDbfs: { label: 'Noise floor', unit: 'dB', meterTolerance: 0 },
  durationSeconds: { label: 'Length', unit: 's', meterTolerance: 0 },
  /** Averaged from bytes and duration; whole frames are counted with the bytes but not always with the duration. */
  bitrateKbps: { label: 'Bit rate', unit: 'kb/s', meterTolerance: 1 },
  sampleRateHz: { label: 'Sample rate', unit: 'Hz', meterTolerance: 0 },
} as const

export type Quantity = keyof typeof QUANTITIES

/** Inside `min` to `max` passes. Outside, but inside `softMin` to `softMax`, is a warning for the reason `soft` gives. */
export type Rule = {
  quantity: Quantity
  min?: number
  max?: number
  softMin?: number
  softMax?: number
  soft?: string
  /** Says something about a file that is delivered, not about a recording to make one of. */
  ofFilesOnly?: boolean
}

export type Profile = {
  name: ProfileName
  title: string
  rules: readonly Rule[]
  /** Its player changes the level itself, louder only as far as the peaks allow. */
  playerNormalizesToLufs?: number
  /** For a profile that asks for RMS instead of loudness: where all speech has that RMS. */
  speechLufs?: { min: number; max: number }
  /** Codecs that are taken, and only at a constant bit rate. */
  constantRateCodecs?: readonly string[]
}

export type ProfileName = TargetName | 'acx'

/**
 * What a recording and its renditions are judged by. A value inside the rule passes; one outside by no more than
 * meters may disagree, or within what the rule calls soft, is a warning; everything else fails.
 *
 * - `apple`: Apple Podcasts, audio requirements (podcasters.apple.com/support/893): −16 LKFS ±1, −1 dBFS true peak
 * - `spotify`: Spotify, loudness normalization (support.spotify.com, artists): −14 LUFS, −1 dBTP; its player turns
 *   down what is louder, and turns up what is quieter as long as its true peak stays under −1 dBTP. What the
 *   player sets right is a warning. No tolerance is named, so it is ours
 * - `ebu-r128`: EBU R 128 (2020): −23 LUFS ±0.5; ±1.0 where it cannot be helped, as live; −1 dBTP
 * - `atsc-a85`: ATSC A/85 (2013): −24 LKFS ±2, −2 dBTP
 * - `aes-td1008`: AES TD1008 (2021): speech at −18 LUFS, −1 dBTP; ±2 LU for mixed content. For speech
 *   no tolerance is named, so it is ours
 * - `prx`: PRX, podcast audio: between −19 and −16 LUFS, −1 dBTP
 * - `acx`: ACX audio submission requirements (help.acx.com): RMS −23 to −18 dB, peaks of at most −3 dB, noise floor
 *   of at most −60 dB RMS, MP3 of 192 kb/s or more at a constant bit rate, 44.1 kHz, 120 minutes. What only ears
 *   or the whole book can tell (room tone, credits, all files alike) is not judged. Speech has 0.5 to 4.5 dB less RMS
 *   than LUFS (see the preset `audiobook-acx`), so all of it is between −23 and −18 dB where it has −18.5 to −17.5 LUFS
 */
export const PROFILES: readonly Profile[] = [
  { name: 'apple', title: 'Apple Podcasts', rules: around('apple', 1) },
  {
    name: 'spotify',
    title: 'Spotify',
    rules: around('spotify', TOLERANCE_LU),
    playerNormalizesToLufs: TARGETS.spotify.integratedLufs,
  },
  {
    name: 'ebu-r128',
    title: 'EBU R 128',
    rules: around('ebu-r128', 0.5, 1, 'R 128 allows a whole LU only where it cannot be helped, as live'),
  },
  { name: 'atsc-a85', title: 'ATSC A/85', rules: around('atsc-a85', 2) },
  {
    name: 'aes-td1008',
    title: 'AES TD1008 (speech)',
    rules: around('aes-td1008', TOLERANCE_LU, 2, 'TD1008 allows ±2 LU for mixed content, not for speech'),
  },
  {
    name: 'prx',
    title: 'PRX',
    rules: [{ quantity: 'integratedLufs', min: -19, max: -16 }, peak(TARGETS.prx.truePeakDbtp)],
  },
  {
    name: 'acx',
    title: 'ACX (Audible)',
    rules: [
      { quantity: 'rmsDbfs', min: -23, max: -18 },
      { quantity: 'samplePeakDbfs', max: -3 },
      { quantity: 'noiseFloorDbfs', max: -60 },
      { quantity: 'durationSeconds', max: 7200, ofFilesOnly: true },
      { quantity: 'bitrateKbps', min: 192, ofFilesOnly: true },
      { quantity: 'sampleRateHz', min: 44_100, max: 44_100, ofFilesOnly: true },
    ],
    speechLufs: { min: -18.5, max: -17.5 },
    constantRateCodecs: ['mp3'],
  },
]

function around(name: TargetName, toleranceLu: number, softLu?: number, soft?: string): Rule[] {
  const { integratedLufs, truePeakDbtp } = TARGETS[name]
  const within = { min: integratedLufs - toleranceLu, max: integratedLufs + toleranceLu }
  const nearly =
    softLu === undefined ? {} : { softMin: integratedLufs - softLu, softMax: integratedLufs + softLu }
  return [{ quantity: 'integratedLufs', ...within, ...nearly, ...(soft && { soft }) }, peak(truePeakDbtp)]
}

function peak(max: number): Rule {
  return { quantity: 'truePeakDbtp', max }
}
