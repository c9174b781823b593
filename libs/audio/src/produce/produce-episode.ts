import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { AudioEngine, StepProgress } from '../audio-engine.ts'
import { writeDocuments } from '../deliver/write-documents.ts'
import type { Finding } from '../findings.ts'
import { FORMATS } from '../formats.ts'
import type { Inspected } from '../inspected.ts'
import type { Cover, EpisodeMetadata } from '../metadata.ts'
import type { RenderedFile } from '../rendered.ts'
import { coverFor } from './cover-for.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { previewWithin } from './preview-within.ts'
import type { Wishes } from './wishes.ts'

/** A file an episode consists of: a rendition with what was measured on it, or something beside them. */
export type ProducedFile = { name: string; path: string; mediaType: string; bytes: number } & Partial<
  Pick<RenderedFile, 'integrity' | 'measurements' | 'making'>
>

export type ProduceJob = {
  /** A private directory that exists; everything is written into it. */
  dir: string
  wishes: Wishes
  /** For the feed's fragment. */
  episodeId?: string | undefined
  signal: AbortSignal
  onProgress?: (progress: StepProgress) => void
  /** Awaited before anything is rendered. */
  onInspected?: (inspected: Inspected) => Promise<unknown>
  /** Awaited for each file as soon as it is whole; renditions as soon as they are verified. */
  onFile: (file: ProducedFile) => Promise<void>
}

export type Produced = { inspected: Inspected; findings: Finding[] }

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
  const keep = keeper(job)
  for (const waveform of inspected.waveforms) await keep(waveform)

  const { metadata, published, ...described } = await describe(engine, inspected, job)
  const coverName = published && basename(published.path)
  if (coverName) await keep({ ...published, name: coverName })
  const { renditions, loudness } = wishes
  const { preview, ...placed } = previewWithin(inspected, wishes)
  const files: RenderedFile[] = []
  const rendered = await engine.render(source, {
    ...{ dir, inspected, loudness, renditions, preview, metadata, signal, onProgress },
    onRendered: async (file) => {
      files.push(file)
      await keep(file)
    },
  })
  const noticed = [...inspected.findings, ...described.findings, ...placed.findings]
  const findings = [...noticed, ...rendered.findings]
  const ffmpeg = files[0]?.making.ffmpeg ?? (await engine.versions()).ffmpeg
  const made = { inspected, metadata, files: inOrder(files, wishes), findings, ffmpeg }
  const { episodeId } = job
  const told = { ...made, target: loudness, episodeId, baseUrl: wishes.feed?.baseUrl, coverName }
  for (const document of await writeDocuments(dir, told)) await keep(document)
  return { inspected, findings }
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

type Kept = Pick<ProducedFile, 'name' | 'path' | 'mediaType'> & Partial<RenderedFile>

/** Tells of a file, with its size; not of its loudness second by second, which is for the report. */
function keeper({ onFile }: ProduceJob) {
  return async ({ name, path, mediaType, bytes, integrity, measurements, making }: Kept) =>
    onFile({
      ...{ name, path, mediaType, bytes: bytes ?? (await stat(path)).size },
      ...(integrity !== undefined && { integrity }),
      ...(measurements && { measurements }),
      ...(making && { making }),
    })
}

/** As they were asked for, whatever was ready first, so that the same wishes make the same documents. */
function inOrder(files: readonly RenderedFile[], { renditions }: Wishes): RenderedFile[] {
  const rank = ({ name }: RenderedFile) => {
    const at = renditions.findIndex(({ format }) => name === FORMATS[format].file)
    return at < 0 ? renditions.length : at
  }
  return files.toSorted((a, b) => rank(a) - rank(b))
}
