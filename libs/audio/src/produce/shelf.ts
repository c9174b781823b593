import { stat } from 'node:fs/promises'
import { FORMATS } from '../formats.ts'
import type { RenderedFile } from '../rendered.ts'
import type { ProducedFile, ProduceJob } from './produce-episode.ts'

type Kept = Pick<ProducedFile, 'name' | 'path' | 'mediaType'> & Partial<RenderedFile>

/** Tells of each file as it comes, and knows their order: as was asked for, whatever was ready first. */
export function createShelf({ onFile, wishes: { renditions } }: Pick<ProduceJob, 'onFile' | 'wishes'>) {
  const names: string[] = []
  const files: RenderedFile[] = []
  const rank = (name: string) => {
    const at = renditions.findIndex(({ format }) => name === FORMATS[format].file)
    return at < 0 ? renditions.length : at
  }
  const keep = async (kept: Kept) => {
    names.push(kept.name)
    await onFile(await toldOf(kept))
  }
  return {
    keep,
    async keepRendered(file: RenderedFile): Promise<void> {
      files.push(file)
      await keep(file)
    },
    rendered: () => files.toSorted((a, b) => rank(a.name) - rank(b.name)),
    /** Of all files; those that are no renditions last. */
    names: () => names.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b)),
  }
}

/** With its size; without its loudness second by second, which is for the report. */
async function toldOf(kept: Kept): Promise<ProducedFile> {
  const { name, path, mediaType, integrity, measurements, making, withinTarget } = kept
  return {
    ...{ name, path, mediaType, bytes: kept.bytes ?? (await stat(path)).size },
    ...(integrity !== undefined && { integrity }),
    ...(measurements && { measurements }),
    ...(making && { making }),
    ...(withinTarget !== undefined && { withinTarget }),
  }
}
