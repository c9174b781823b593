/** What is written into the tags of every file; what is absent is not written. */
export type EpisodeTags = {
  title?: string | undefined
  artist?: string | undefined
  album?: string | undefined
  description?: string | undefined
  /** RFC 3339 date, or date and time. */
  publishedAt?: string | undefined
  season?: number | undefined
  number?: number | undefined
  genre?: string | undefined
  /** BCP 47. */
  language?: string | undefined
  copyright?: string | undefined
}

/** Lasts until the next one begins, the last one to the end. */
export type Chapter = {
  startSeconds: number
  title: string
  url?: string | undefined
  /** Address of a picture. */
  image?: string | undefined
}

/** A picture made by `prepareCover`: a JPEG, at most 3000 × 3000; for embedding at most 1400 × 1400 and 300 KB. */
export type Cover = { path: string; mediaType: 'image/jpeg'; width: number; height: number }

/** What an episode says of itself. Chapters are in order, the first at 0, all within the recording. */
export type EpisodeMetadata = { tags: EpisodeTags; chapters: readonly Chapter[]; cover?: Cover | undefined }

/** What was found in a source. Nothing of it is believed; the picture is as it was embedded, unseen. */
export type EmbeddedMetadata = { tags: EpisodeTags; chapters: readonly Chapter[]; picturePath?: string }
