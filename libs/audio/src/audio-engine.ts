import type { Rendition, RenditionFile } from './formats.ts'

/*
 * Files in; files, measurements and findings out. Every promise is kept on the decoded samples: a file that
 * exists proves nothing, a header proves nothing.
 */

/** Levels of decoded audio (ITU-R BS.1770-4, EBU Tech 3342), to a tenth; null stands for minus infinity. */
export type Loudness = {
  integratedLufs: number | null
  loudnessRangeLu: number | null
  truePeakDbtp: number | null
}

/** Something noticed that is not an error: one sentence for people, numbers for programs. */
export type Finding = {
  code: FindingCode
  detail: string
  /** The rendition it was noticed in; absent: in the source. */
  artifact?: string
  measured?: Record<string, number | null>
}

export type FindingCode =
  | 'truncated_input'
  | 'duration_mismatch'
  | 'clipping'
  | 'dc_offset'
  | 'silent_channel'
  | 'out_of_phase'
  | 'long_silence'
  | 'low_sample_rate'
  | 'low_bitrate'
  | 'very_quiet'
  | 'gain_capped'
  | 'limiter_working'
  | 'loudness_out_of_tolerance'
  | 'header_size_wrong'

/** How far a step got. Never goes backwards within a step; 100 is said once, at its end. */
export type StepProgress = {
  step: 'inspect' | 'render' | 'verify'
  percent: number
  etaSeconds?: number
  /** Seconds of audio done in one second. */
  realtimeFactor?: number
}

/** Peaks in the format of BBC audiowaveform version 2: a mono mix, the same numbers as JSON and as binary. */
export type WaveformFile = { name: 'waveform.json' | 'waveform.dat'; path: string; mediaType: string }

/**
 * What a source is, decoded from its first sample to its last. Sources of more than two channels are measured
 * as the stereo mix that renditions are made of, mono as the dual mono it is heard as.
 */
export type Inspected = {
  container: string
  codec: string
  channels: number
  sampleRateHz: number
  /** What the file says of itself, if it does. */
  declaredDurationSeconds?: number
  /** Decoded samples divided by the rate. */
  decodedDurationSeconds: number
  loudness: Loudness
  findings: Finding[]
  waveforms: WaveformFile[]
  /** As ffmpeg names it; absent when the file does not say. */
  channelLayout?: string
  /** In `dir`: a copy to render from, made when the source changes its rate or channels half-way. */
  uniformCopy?: string
}

/** A finished file and what was measured on it, decoded again. */
export type RenderedFile = {
  name: RenditionFile
  path: string
  mediaType: string
  measurements: {
    codec: string
    channels: number
    sampleRateHz: number
    durationSeconds: number
    loudness: Loudness
  }
}

export type WaveformOptions = {
  /** Samples behind one pair of peaks, 2 to 1,000,000. */
  samplesPerPixel: number
  bits: 8 | 16
}

export type InspectJob = {
  /** A private directory that exists; it is written into and left to its owner, whatever happens. */
  dir: string
  waveform: WaveformOptions
  signal: AbortSignal
  onProgress?: (progress: StepProgress) => void
}

export type LoudnessTarget = {
  integratedLufs: number
  /** Never exceeded on the decoded rendition without a finding. */
  truePeakDbtp: number
  toleranceLu: number
}

export type RenderJob = {
  dir: string
  inspected: Inspected
  loudness: LoudnessTarget
  renditions: readonly Rendition[]
  /** By ffmpeg's names: title, artist, album, comment, date, genre, language … Empty ones are left out. */
  tags: Record<string, string>
  signal: AbortSignal
  onProgress?: (progress: StepProgress) => void
  /** Awaited for each file as soon as it is verified; a rejection ends the job with that error. */
  onRendered: (file: RenderedFile) => Promise<void>
}

/**
 * Rejects with an AudioError, with the reason of an aborted signal, or with a RangeError for a request it
 * does not offer. By then every child process is dead: two seconds after an abort at the latest.
 */
export interface AudioEngine {
  /** Rejects when ffmpeg or ffprobe is missing or lacks something that is needed, and names it. */
  versions(): Promise<{ ffmpeg: string }>
  /** Sniffs, probes, decodes once: measurements, findings, and the waveform files, written into `dir`. */
  inspect(source: string, job: InspectJob): Promise<Inspected>
  /**
   * Makes every rendition, in parallel, decodes and measures each again, and makes it once more when it
   * missed its target; what is still outside the tolerance is a finding. The first failure ends them all.
   */
  render(source: string, job: RenderJob): Promise<{ findings: Finding[] }>
}
