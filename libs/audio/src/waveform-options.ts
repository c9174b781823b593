export type WaveformOptions = {
  /** Samples behind one pair of peaks, 2 to 1,000,000. */
  samplesPerPixel: number
  bits: 8 | 16
  /** Further files with so many samples behind a pair, for other magnifications. */
  zooms?: readonly number[] | undefined
  /** Peaks of each channel instead of those of a mono mix. */
  perChannel?: boolean | undefined
}

/**
 * Peaks in the format of BBC audiowaveform version 2, the same numbers as JSON and as binary: `waveform.json`,
 * `waveform.dat`, and `waveform-4096.json` and so on for each zoom.
 */
export type WaveformFile = { name: string; path: string; mediaType: string }
