import { z } from 'zod'
import { AudioError } from '../audio-error.ts'
import { type ChildExit, type ChildTask, runChild } from './child.ts'
import { NEXT_TO_NOTHING } from './cut.ts'
import { type FlatReport, NOTHING, readFlat, type Section } from './flat.ts'
import { guardedInput } from './guard.ts'
import { inToolSpan } from './tool-span.ts'
import { leashed, type Tools, tellEnd } from './tools.ts'

/** ffprobe writes numbers as text, and `N/A` where it knows none. */
const Numeric = z.coerce.number().optional().catch(undefined)

const Tags = z.record(z.string(), z.string())

const Stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  sample_rate: Numeric,
  channels: Numeric,
  channel_layout: z.string().optional(),
  duration: Numeric,
  bit_rate: Numeric,
  bits_per_sample: Numeric,
  bits_per_raw_sample: Numeric,
  profile: z.string().optional(),
  'disposition.attached_pic': Numeric,
  tags: Tags,
})

const Chapter = z.object({ start_time: Numeric, tags: Tags })
const Format = z.object({ format_name: z.string().default(''), duration: Numeric, tags: Tags })

const Report = z.object({
  streams: z.array(Stream),
  chapters: z.array(Chapter),
  format: Format,
  /** Also of those that were too many to be kept. */
  chapterCount: z.number(),
})

export type Report = z.infer<typeof Report>

/** What is looked for in tags, by ffmpeg's names, whatever their case; all else stays in the file. */
const TAGS = [
  ...['title', 'artist', 'album_artist', 'album', 'comment', 'description', 'synopsis', 'TDES', 'date'],
  ...['track', 'disc', 'season_number', 'episode_sort', 'genre', 'language', 'copyright'],
].join(',')
const ENTRIES = [
  'stream=codec_type,codec_name,codec_tag_string,sample_rate,channels,channel_layout,duration',
  'stream=profile,bit_rate,bits_per_sample,bits_per_raw_sample',
  'stream_disposition=attached_pic',
  `stream_tags=${TAGS}`,
  'chapter=start_time',
  'chapter_tags=title',
  'format=format_name,duration',
  `format_tags=${TAGS}`,
].join(':')

export type Probing = { report: Report; exit: ChildExit }

/**
 * What ffprobe says of a file, in bounded memory. Any exit code resolves; then the report may be empty.
 *
 * ffprobe opens a decoder for every stream and gives up when one is refused, also that of a cover or a film
 * which nobody asked about. So it is asked again with those allowed to be opened. Only opened: while it reads
 * the file itself the list of audio decoders holds, and no picture is ever decoded.
 */
export async function ffprobe(tools: Tools, file: string, signal: AbortSignal): Promise<Probing> {
  const probing = await probeOnce(tools, file, signal, [])
  const refused = probing.exit.log.named(/Codec \((\w+)\) not on whitelist/)
  if (probing.exit.code === 0 || refused.length === 0) return probing
  const openable = refused.join(',')
  return probeOnce(tools, file, signal, ['-codec_whitelist:v', openable, '-codec_whitelist:s', openable])
}

async function probeOnce(
  tools: Tools,
  file: string,
  signal: AbortSignal,
  openable: readonly string[],
): Promise<Probing> {
  let flat: FlatReport | undefined
  const limitMs = tools.limits.probeSeconds * 1000
  const args = [
    ...['-hide_banner', '-v', 'level+warning', '-of', 'flat', '-show_entries', ENTRIES],
    ...(await guardedInput(tools.limits, file)),
    ...openable,
    `file:${file}`,
  ]
  const child: ChildTask = {
    ...(await leashed(tools, [tools.ffprobePath, ...args], {
      cpuSeconds: Math.ceil(2 * tools.limits.probeSeconds),
      fileBytes: NEXT_TO_NOTHING,
    })),
    signal,
    patience: { stallMs: limitMs * 2, wallMs: () => limitMs },
    onEnded: tellEnd(tools, 'ffprobe'),
    readStdout: async (stdout) => {
      flat = await readFlat(stdout)
    },
  }
  const exit = await inToolSpan('ffprobe', undefined, () => runChild(child))
  return { report: parse(exit.code === 0 ? flat : undefined), exit }
}

function parse(flat: FlatReport = NOTHING): Report {
  const { streams, chapters, format, chapterCount } = flat
  const whole = ({ fields, tags }: Section) => ({ ...fields, tags })
  const parsed = Report.safeParse({
    streams: streams.map(whole),
    chapters: chapters.map(whole),
    format: whole(format),
    chapterCount,
  })
  if (parsed.success) return parsed.data
  throw new AudioError('internal', 'ffprobe said something unexpected', { cause: parsed.error })
}
