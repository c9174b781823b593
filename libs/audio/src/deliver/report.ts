import type { Finding } from '../findings.ts'
import type { Inspected, Silence } from '../inspected.ts'
import type { LoudnessTarget } from '../loudness.ts'
import type { Chapter, EpisodeTags } from '../metadata.ts'
import type { Making, RenderedFile, RenditionMeasurements } from '../rendered.ts'
import { type FinishedEpisode, isRendition } from './finished-episode.ts'
import { type Judgement, judge } from './judge.ts'
import { madeFor } from './made-for.ts'
import type { ProfileName } from './profiles.ts'
import { fileAsSubject, recordingAsSubject } from './subjects.ts'

/** What was measured on the recording as it came, and how it stands as it is. */
export type RecordingReport = Omit<
  Inspected,
  'curve' | 'envelope' | 'silences' | 'findings' | 'waveforms' | 'embedded' | 'uniformCopy'
> & { profiles: Judgement[] }

export type FileReport = {
  name: string
  kind: RenderedFile['kind']
  mediaType: string
  bytes: number
  integrity: string
  measurements: RenditionMeasurements
  making: Making
  /** See RenderedFile. */
  withinTarget: boolean
  /** Of renditions: a preview is nobody's delivery. */
  profiles?: Judgement[]
  /** Of a preview. */
  startSeconds?: number
}

/** `report.json`. New fields may come; what is here keeps its meaning as long as `version` is the same. */
export type Report = {
  version: 1
  episodeId?: string
  /** Of the recording, where it came from. */
  fileName?: string
  target: LoudnessTarget
  /** The profiles that ask for this target's loudness; files are not expected to pass the others. */
  madeFor: ProfileName[]
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
export function reportOf(episode: FinishedEpisode): Report {
  const { inspected, target, ffmpeg, metadata, findings, episodeId, fileName } = episode
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
    ...(fileName !== undefined && { fileName }),
    ...{ target, madeFor: madeFor(target), ffmpeg, tags: metadata.tags },
    recording: { ...told, profiles: judge(recordingAsSubject(inspected)) },
    files: episode.files.map(fileReport),
    ...{ findings, chapters: metadata.chapters, silences },
  }
}

function fileReport(file: RenderedFile): FileReport {
  const { name, kind, mediaType, bytes, integrity, measurements, making, withinTarget, startSeconds } = file
  return {
    ...{ name, kind, mediaType, bytes, integrity, measurements, making, withinTarget },
    ...(isRendition(file) && { profiles: judge(fileAsSubject(file)) }),
    ...(startSeconds !== undefined && { startSeconds }),
  }
}
