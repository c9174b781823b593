import { DEFAULT_PRESET, isPresetName } from '@soundmill/audio'
import { EpisodeMetadata, type ResolvedSpec } from '@soundmill/events'
import type { PartialSpec } from './partial-spec.ts'
import { resolveSpec } from './resolve-spec.ts'

/**
 * A spec with some of its members asked for anew. A member that is named means what it means in a submit, and takes
 * the place of what was there; metadata are laid over one by one.
 */
export function layOver(was: ResolvedSpec, asked: PartialSpec): ResolvedSpec {
  const preset = asked.preset ?? (isPresetName(was.preset) ? was.preset : DEFAULT_PRESET)
  const { loudness, renditions, waveform, chapters, preview, feed } = asked
  const wished = resolveSpec({
    ...{ preset, loudness, renditions, waveform },
    ...{ chapters: chapters ?? undefined, preview: preview ?? undefined, feed: feed ?? undefined },
  })
  const isNew = (...names: Array<keyof PartialSpec>) => names.some((name) => asked[name] !== undefined)
  const from = (...names: Array<keyof PartialSpec>) => (isNew(...names) ? wished : was)
  return {
    preset: from('preset').preset,
    loudness: from('preset', 'loudness').loudness,
    renditions: from('preset', 'renditions').renditions,
    waveform: from('preset', 'waveform').waveform,
    metadata: overlaid(was.metadata, asked.metadata),
    chapters: from('chapters').chapters,
    preview: from('preview').preview,
    feed: from('feed').feed,
  }
}

function overlaid(was: EpisodeMetadata, asked: PartialSpec['metadata'] = {}): EpisodeMetadata {
  const members = Object.entries({ ...was, ...asked })
  return EpisodeMetadata.parse(Object.fromEntries(members.filter(([, value]) => value !== null)))
}
