import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type IAudioMetadata, type IChapter, parseFile } from 'music-metadata'
import { z } from 'zod'
import type { Format } from '../../formats.ts'

/* Reads what was written, with readers that share nothing with the writers: music-metadata and ffprobe. */

export type ReadChapter = { startSeconds: number; title: string; url?: string }

const Tags = z.record(z.string(), z.string())
const Probed = z.object({
  chapters: z.array(z.object({ start_time: z.coerce.number(), end_time: z.coerce.number(), tags: Tags })),
  format: z.object({ tags: Tags.default({}), duration: z.coerce.number() }),
})

export async function probe(path: string): Promise<z.infer<typeof Probed>> {
  const ask = ['-v', 'error', '-of', 'json', '-show_format', '-show_chapters', `file:${path}`]
  const { stdout } = await promisify(execFile)('ffprobe', ask, { maxBuffer: 1e8 })
  return Probed.parse(JSON.parse(stdout))
}

/** music-metadata wants every sample of a track of chapters in a chunk of its own, so MP4 is left to ffprobe. */
export async function readChapters(path: string, format: Format): Promise<ReadChapter[]> {
  if (format === 'm4a') {
    const { chapters } = await probe(path)
    return chapters.map(({ start_time, tags }) => ({ startSeconds: start_time, title: tags.title ?? '' }))
  }
  const read = await parseFile(path, { includeChapters: true })
  return format === 'mp3' ? (read.format.chapters ?? []).map(fromId3) : fromComments(read)
}

function fromId3({ start, title, url }: IChapter): ReadChapter {
  return { startSeconds: start, title, ...(url && { url: url.url }) }
}

function fromComments(read: IAudioMetadata): ReadChapter[] {
  const comments = new Map(read.native.vorbis?.map(({ id, value }) => [id, String(value)]))
  const numbers = [...comments.keys()].filter((id) => /^CHAPTER\d{3}$/.test(id))
  return numbers.map((id) => {
    const [hours = 0, minutes = 0, seconds = 0] = (comments.get(id) ?? '').split(':').map(Number)
    const url = comments.get(`${id}URL`)
    const startSeconds = hours * 3600 + minutes * 60 + seconds
    return { startSeconds, title: comments.get(`${id}NAME`) ?? '', ...(url && { url }) }
  })
}
