/** Levels of decoded audio (ITU-R BS.1770-4, EBU Tech 3341 and 3342), to a tenth; null stands for minus infinity. */
export type Loudness = {
  integratedLufs: number | null
  loudnessRangeLu: number | null
  /** The loudest three seconds. (The momentary maximum is not told: ffmpeg's does not pass EBU Tech 3341.) */
  maxShortTermLufs: number | null
  truePeakDbtp: number | null
}

/** Where the loudness of a rendition must land. */
export type LoudnessTarget = {
  integratedLufs: number
  /** Never exceeded on the decoded rendition without a finding. */
  truePeakDbtp: number
  toleranceLu: number
}

/** Loudness over time: the short-term loudness at the end of each second, in LUFS; null where there is nothing. */
export type LoudnessCurve = readonly (number | null)[]

/** Levels of the samples themselves, in dB of full scale, over all channels; null stands for minus infinity. */
export type Levels = {
  rmsDbfs: number | null
  samplePeakDbfs: number | null
  /** Of the quietest half second, as audiobook platforms look for it; absent when there is no half second. */
  noiseFloorDbfs?: number | null
}
