import { basename } from 'node:path'
import type { AudioEngine, StepProgress } from '../audio-engine.ts'
import { writeDocuments } from '../deliver/write-documents.ts'
import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { Cover, EpisodeMetadata } from '../metadata.ts'
import type { RenderedFile } from '../rendered.ts'
import { coverFor } from './cover-for.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { previewWithin } from './preview-within.ts'
import { createShelf } from './shelf.ts'
import type { Wishes } from './wishes.ts'

/** A file an episode consists of: a rendition with what was measured on it, or something beside them. */
export type ProducedFile = { name: string; path: string; mediaType: string; bytes: number } & Partial<
  Pick<RenderedFile, 'integrity' | 'measurements' | 'making' | 'withinTarget'>
>

export type ProduceJob = {
  /** A private directory that exists; everything is written into it. */
  dir: string
  wishes: Wishes
  /** For the feed's fragment. */
  episodeId?: string | undefined
  /** What the recording is called, for the report. */
  fileName?: string | undefined
  signal: AbortSignal
  onProgress?: (progress: StepProgress) => void
  /** Awaited before anything is rendered. */
  onInspected?: (inspected: Inspected) => Promise<unknown>
  /** Awaited for each file as soon as it is whole; renditions as soon as they are verified. */
  onFile: (file: ProducedFile) => Promise<void>
}

export type Produced = {
  inspected: Inspected
  findings: Finding[]
  /** Names of all files: renditions as they were asked for, whatever was ready first, then the others. */
  names: string[]
}

/**
 * The whole of it: from a recording to everything that is published. Rejects as the engine does, or with what
 * a callback rejected with.
 */
export async function produceEpisode(
  engine: AudioEngine,
  source: string,
  job: ProduceJob,
): Promise<Produced> {
  const { dir, wishes, signal, onProgress = () => {} } = job
  const inspected = await engine.inspect(source, { dir, waveform: wishes.waveform, signal, onProgress })
  await job.onInspected?.(inspected)
  const shelf = createShelf(job)
  for (const waveform of inspected.waveforms) await shelf.keep(waveform)

  const { metadata, published, ...described } = await describe(engine, inspected, job)
  const coverName = published && basename(published.path)
  if (coverName) await shelf.keep({ ...published, name: coverName })
  const { renditions, loudness } = wishes
  const { preview, ...placed } = previewWithin(inspected, wishes)
  const rendered = await engine.render(source, {
    ...{ dir, inspected, loudness, renditions, preview, metadata, signal, onProgress },
    onRendered: shelf.keepRendered,
  })
  const noticed = [...inspected.findings, ...described.findings, ...placed.findings]
  const findings = [...noticed, ...rendered.findings]
  const files = shelf.rendered()
  const ffmpeg = files[0]?.making.ffmpeg ?? (await engine.versions()).ffmpeg
  const { episodeId, fileName } = job
  const about = { episodeId, fileName, coverName, baseUrl: wishes.feed?.baseUrl }
  const told = { inspected, target: loudness, metadata, files, findings, ffmpeg, ...about }
  for (const document of await writeDocuments(dir, told)) await shelf.keep(document)
  return { inspected, findings, names: shelf.names() }
}

type Described = { metadata: EpisodeMetadata; published?: Cover; findings: Finding[] }

/** What the episode says of itself, and with which picture. */
async function describe(engine: AudioEngine, inspected: Inspected, job: ProduceJob): Promise<Described> {
  const { tags, chapters, findings } = mergeMetadata(inspected, job.wishes)
  const { published, embedded, ...cover } = await coverFor(engine, inspected, job)
  return {
    metadata: { tags, chapters, cover: embedded },
    ...(published && { published }),
    findings: [...findings, ...cover.findings],
  }
}
