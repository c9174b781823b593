import { z } from 'zod'
import { RequestedMetadata } from './metadata.ts'
import { RequestedSpec } from './requested-spec.ts'

const { preset, loudness, renditions, chapters, waveform, preview, feed, assembly } = RequestedSpec.shape

/** Named for `null` only: whoever sends it wants no more of what was asked for before. */
const NONE = 'null asks for none'

const { title, artist, album, description, publishedAt, season, number, genre, language, copyright } =
  RequestedMetadata.shape

const PartialMetadata = z
  .strictObject({
    title: title.nullable(),
    artist: artist.nullable(),
    album: album.nullable(),
    description: description.nullable(),
    publishedAt: publishedAt.nullable(),
    season: season.nullable(),
    number: number.nullable(),
    genre: genre.nullable(),
    language: language.nullable(),
    copyright: copyright.nullable(),
  })
  .describe('Laid over what there was, member by member; null takes one away')

/**
 * What shall be different about the next job of an episode. Members that are named replace those of the job before;
 * a preset that is named brings its loudness, renditions and waveform with it. The show is the episode's for ever,
 * and the lane is said beside the spec.
 */
export const PartialSpec = z.strictObject({
  show: z.never('an episode stays in its show').optional(),
  lane: z.never('belongs beside the spec').optional(),
  preset,
  loudness,
  renditions,
  metadata: PartialMetadata.optional(),
  chapters: chapters.nullable().describe(NONE),
  waveform,
  preview: preview.nullable().describe(NONE),
  feed: feed.nullable().describe(NONE),
  assembly,
})

export type PartialSpec = z.infer<typeof PartialSpec>
