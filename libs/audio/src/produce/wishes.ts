import type { PreviewOptions } from '../audio-engine.ts'
import type { Rendition } from '../formats.ts'
import type { LoudnessTarget } from '../loudness.ts'
import type { Chapter, EpisodeTags } from '../metadata.ts'
import type { WaveformOptions } from '../waveform-options.ts'

/** What is to be made of one recording. */
export type Wishes = {
  loudness: LoudnessTarget
  renditions: readonly Rendition[]
  waveform: WaveformOptions
  /** What is absent here is taken from the recording's own tags. */
  metadata: EpisodeTags
  /** For a recording to which neither they nor its own tags give a title. */
  fallbackTitle?: string | undefined
  /** Absent: those that the recording brings; empty: none. */
  chapters?: readonly Chapter[] | undefined
  /** A picture to use instead of the one in the recording, as it came. */
  picturePath?: string | undefined
  preview?: PreviewOptions | undefined
  feed?: { baseUrl?: string | undefined } | undefined
}
