import type { Covers } from './cover/prepare-cover.ts'
import type { Finding } from './findings.ts'
import type { Rendition } from './formats.ts'
import type { Inspected } from './inspected.ts'
import type { LoudnessTarget } from './loudness.ts'
import type { EpisodeMetadata } from './metadata.ts'
import type { RenderedFile } from './rendered.ts'
import type { WaveformOptions } from './waveform-options.ts'

/*
 * Files in; files, measurements and findings out. Every promise is kept on the decoded samples: a file that
 * exists proves nothing, a header proves nothing.
 */

/** How far a step got. Never goes backwards within a step; 100 is said once, at its end. */
export type StepProgress = {
  step: 'inspect' | 'render' | 'verify'
  percent: number
  etaSeconds?: number
  /** Seconds of audio done in one second. */
  realtimeFactor?: number
}

export type InspectJob = {
  /** A private directory that exists; it is written into and left to its owner, whatever happens. */
  dir: string
  waveform: WaveformOptions
  signal: AbortSignal
  onProgress?: (progress: StepProgress) => void
}

/** A short clip of the episode, as loud as it, with soft ends. */
export type PreviewOptions = {
  /** 5 to 300. A shorter recording is given whole. */
  seconds: number
  /** Absent: where so many seconds are loudest. */
  startSeconds?: number | undefined
}

export type RenderJob = {
  dir: string
  inspected: Inspected
  loudness: LoudnessTarget
  renditions: readonly Rendition[]
  metadata: EpisodeMetadata
  preview?: PreviewOptions | undefined
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
   * Draws a stranger's picture anew, in `dir`: once for publishing, once small enough for embedding. Rejects
   * with a CoverError, whose message is for whoever chose it, when it cannot be used.
   */
  prepareCover(picture: string, job: { dir: string; signal: AbortSignal }): Promise<Covers>
  /**
   * Makes every rendition, in parallel, decodes and measures each again, and makes it once more when it
   * missed its target; what is still outside the tolerance is a finding. The first failure ends them all.
   */
  render(source: string, job: RenderJob): Promise<{ findings: Finding[] }>
}
