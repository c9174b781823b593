import type { Readable } from 'node:stream'
import { z } from 'zod'
import { AudioError } from '../audio-error.ts'
import { type ChildExit, runChild } from './child.ts'
import { guardedInput } from './guard.ts'
import { leashed, type Tools } from './tools.ts'

/** ffprobe writes numbers as text, and `N/A` where it knows none. */
const Numeric = z.coerce.number().optional().catch(undefined)

const Stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  sample_rate: Numeric,
  channels: Numeric,
  channel_layout: z.string().optional(),
  duration: Numeric,
  disposition: z.object({ attached_pic: z.number().optional() }).optional(),
})

const Report = z.object({
  streams: z.array(Stream).default([]),
  format: z.object({ format_name: z.string().default(''), duration: Numeric }).optional(),
})

export type Report = z.infer<typeof Report>

const MAX_REPORT_BYTES = 1024 * 1024
const ENTRIES = [
  'stream=codec_type,codec_name,codec_tag_string,sample_rate,channels,channel_layout,duration',
  'stream_disposition=attached_pic',
  'format=format_name,duration',
].join(':')

export type Probing = { report: Report; exit: ChildExit }

/**
 * What ffprobe says of a file, without its tags. Any exit code resolves; then the report may be empty.
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
  let json = ''
  const limitMs = tools.limits.probeSeconds * 1000
  const args = [
    ...['-hide_banner', '-v', 'level+warning', '-of', 'json', '-show_entries', ENTRIES],
    ...guardedInput(tools.limits),
    ...openable,
    `file:${file}`,
  ]
  const exit = await runChild({
    ...(await leashed(tools, tools.ffprobePath, args)),
    signal,
    patience: { stallMs: limitMs * 2, wallMs: () => limitMs },
    readStdout: async (stdout) => {
      json = await boundedText(stdout)
    },
  })
  return { report: exit.code === 0 ? parse(json) : Report.parse({}), exit }
}

function parse(json: string): Report {
  try {
    return Report.parse(JSON.parse(json))
  } catch (cause) {
    throw new AudioError('internal', 'ffprobe said something unexpected', { cause })
  }
}

async function boundedText(stream: Readable): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    text += chunk
    if (text.length > MAX_REPORT_BYTES)
      throw new AudioError('corrupt_input', 'it describes itself at endless length')
  }
  return text
}
