import type { Finding } from '../findings.ts'
import type { Inspected, Silence } from '../inspected.ts'
import type { LoudnessTarget } from '../loudness.ts'
import type { Chapter, EpisodeTags } from '../metadata.ts'
import type { Making, RenderedFile, RenditionMeasurements } from '../rendered.ts'
import { bitsPerSecond, type Delivery, isPreview } from './delivery.ts'
import { type Judgement, judge } from './judge.ts'
import { fileAsSubject, recordingAsSubject } from './subjects.ts'

/** What was measured on the recording as it came, and how it stands as it is. */
export type RecordingReport = Omit<
  Inspected,
  'curve' | 'envelope' | 'silences' | 'findings' | 'waveforms' | 'embedded' | 'uniformCopy'
> & { profiles: Judgement[] }

export type FileReport = {
  name: string
  mediaType: string
  bytes: number
  integrity: string
  bitsPerSecond?: number
  measurements: RenditionMeasurements
  making: Making
  /** Of renditions: a preview is nobody's delivery. */
  profiles?: Judgement[]
  /** Of a preview. */
  startSeconds?: number
}

/** `report.json`. New fields may come; what is here keeps its meaning as long as `version` is the same. */
export type Report = {
  version: 1
  episodeId?: string
  target: LoudnessTarget
  /** The version of ffmpeg that measured; each file says what made it. */
  ffmpeg: string
  tags: EpisodeTags
  recording: RecordingReport
  files: FileReport[]
  findings: readonly Finding[]
  chapters: readonly Chapter[]
  silences: readonly Silence[]
}

/** Everything that is told about an episode, before (`recording`) and after (`files`). */
export function reportOf(delivery: Delivery): Report {
  const { inspected, target, ffmpeg, metadata, findings, episodeId } = delivery
  const {
    silences,
    curve: _curve,
    envelope: _envelope,
    findings: _findings,
    waveforms: _waveforms,
    embedded: _embedded,
    uniformCopy: _uniformCopy,
    ...told
  } = inspected
  return {
    version: 1,
    ...(episodeId !== undefined && { episodeId }),
    ...{ target, ffmpeg, tags: metadata.tags },
    recording: { ...told, profiles: judge(recordingAsSubject(inspected)) },
    files: delivery.files.map(fileReport),
    ...{ findings, chapters: metadata.chapters, silences },
  }
}

function fileReport(file: RenderedFile): FileReport {
  const { name, mediaType, bytes, integrity, measurements, making, startSeconds } = file
  const bitrate = bitsPerSecond(file)
  return {
    ...{ name, mediaType, bytes, integrity },
    ...(bitrate !== undefined && { bitsPerSecond: bitrate }),
    ...{ measurements, making },
    ...(isPreview(file) ? {} : { profiles: judge(fileAsSubject(file)) }),
    ...(startSeconds !== undefined && { startSeconds }),
  }
}
