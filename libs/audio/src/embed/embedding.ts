import type { CleanMetadata } from './clean-metadata.ts'

/** Metadata on its way into one file: a part the encoder's run writes, and a part that is added afterwards. */
export type Embedding = {
  /** An ffmetadata file, for the run that encodes to take as its second input: `-f ffmetadata -i file:…`. */
  inputFile?: string
  /** What that run needs among its output options, whether there is a second input or not. */
  outputOptions: readonly string[]
  /**
   * Makes the finished file from the encoded one, which is gone afterwards. Streams: memory is bounded whatever
   * the length. Rejects with the signal's reason, or with an AudioError (`internal`) when the encoded file is
   * not built as our ffmpeg builds it; what lies at `output` then is no result.
   */
  complete(encoded: string, output: string): Promise<void>
}

export type EmbeddingContext = {
  dir: string
  metadata: CleanMetadata
  promisedLufs: number | null
  durationSeconds: number
  signal: AbortSignal
}
