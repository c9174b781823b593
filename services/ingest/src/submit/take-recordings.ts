import { randomId, type Submitted } from '@soundmill/events'
import { describeSpan, inSpan } from '@soundmill/runtime'
import { type Measured, meter } from '../upload/meter.ts'
import { sniffContent } from '../upload/sniff-content.ts'
import type { Kept } from './kept.ts'
import type { Names } from './submission.ts'

/** A recording that is arriving. */
export type Recording = {
  filename: string
  content: AsyncIterable<Uint8Array>
  /** How many bytes it has, as far as can be told once its first bytes were read: it is asked for only then. */
  readonly expectedBytes?: number | undefined
  /** The SHA-256 (hex) the client promised. */
  promised?: string | undefined
}

export type Source = Submitted['data']['sources'][number]

/** The most a recording may have, and who is told of every piece of it. */
export type Taking = { maxUploadBytes: number; onBytes(bytes: number): void }

/** Stores every recording in order, each under a name of its own, and tells what they are. */
export async function storeRecordings(
  taking: Taking,
  recordings: AsyncIterable<Recording>,
  { names, kept, signal }: { names: Names; kept: Kept; signal: AbortSignal },
): Promise<Source[]> {
  const sources: Source[] = []
  for await (const recording of recordings) {
    const { mediaType, content, measured } = await open(taking, recording)
    const blob = `source/${names.episode}/${randomId()}`
    // As long as its client takes to send it.
    const stored = await inSpan('put source', { 'soundmill.media_type': mediaType }, async () => {
      await kept.put(blob, content, { signal, expectedBytes: recording.expectedBytes })
      const { bytes, sha256 } = measured()
      describeSpan({ 'soundmill.bytes': bytes })
      return { bytes, sha256 }
    })
    sources.push({ blob, ...stored, filename: recording.filename, mediaType })
  }
  if (sources.length === 0) throw new TypeError('a submit has at least one recording')
  return sources
}

/** Only measures them: whether they are those of an earlier submit can be told without storing them again. */
export async function measureRecordings(
  taking: Taking,
  recordings: AsyncIterable<Recording>,
): Promise<Measured[]> {
  const all: Measured[] = []
  for await (const recording of recordings) {
    const { content, measured } = await open(taking, recording)
    for await (const _ of content);
    all.push(measured())
  }
  return all
}

async function open({ maxUploadBytes: maxBytes, onBytes }: Taking, { content, promised }: Recording) {
  const sniffed = await sniffContent(content)
  return { mediaType: sniffed.mediaType, ...meter(sniffed.content, { maxBytes, promised, onBytes }) }
}
