import type { MultipartFile } from '@fastify/multipart'
import { HttpProblem } from '@soundmill/runtime'
import { invalidHeader, malformedMultipart, tooLarge } from '../problems.ts'
import type { Recording } from '../submit/take-recordings.ts'
import { cleanFilename } from './filename.ts'
import { isKnown, unexpectedPart } from './form-names.ts'
import { type FormParts, formProblem } from './form-parts.ts'
import { isAbsent } from './form-text.ts'
import { readBytes } from './read-bytes.ts'
import { peek } from './sniff-content.ts'

export type FormLimits = {
  /** Bytes of a recording. */
  maxBytes: number
  /** Recordings of a form. */
  maxSources: number
  /** The SHA-256 (hex) of the one recording, when the client promised one. */
  promised?: string | undefined
  signal: AbortSignal
}

/** The recordings of a form in order, from the first one on; they end only when the form does, closed as it should be. */
export async function* recordingsOf(
  first: MultipartFile,
  parts: FormParts,
  limits: FormLimits,
): AsyncGenerator<Recording> {
  let count = 0
  for (let part: MultipartFile | undefined = first; part; part = await parts.next()) {
    const content = await contentOf(part, limits.signal)
    if (!content) continue
    count += 1
    requireRecording(part, count, limits)
    yield* recordingOf(part, content, parts, limits)
  }
  if (count === 0) throw new HttpProblem(422, 'empty_input', 'no file was chosen: the part "audio" is empty')
}

/** Undefined for what a browser sends of a field that was not filled in: that is as good as none. */
async function contentOf(part: MultipartFile, signal: AbortSignal) {
  const content = readBytes(part.file, signal, formProblem)
  if (part.filename) return content
  const peeked = await peek(content, 1)
  return isAbsent(part, peeked.prefix) ? undefined : peeked.content
}

/** A form may go on behind its last part, with what nobody reads. */
const BEHIND_BYTES = 64 * 1024

/** The parser waits for a part that nobody reads to its end, so one that is given up is destroyed. */
async function* recordingOf(
  { file, filename }: MultipartFile,
  content: AsyncIterable<Uint8Array>,
  parts: FormParts,
  limits: FormLimits,
) {
  const { maxBytes, maxSources, promised } = limits
  // Of several, nobody can tell which one is the last.
  const expected = () => (maxSources === 1 ? parts.expectedBytes() : undefined)
  try {
    if ((expected() ?? 0) > maxBytes + BEHIND_BYTES) throw tooLarge(maxBytes)
    yield {
      filename: cleanFilename(filename),
      content,
      get expectedBytes() {
        return expected()
      },
      promised,
    }
  } finally {
    file.destroy()
  }
  if (file.truncated) throw tooLarge(maxBytes)
}

function requireRecording(part: MultipartFile, count: number, { maxSources, promised }: FormLimits): void {
  const { fieldname, filename, mimetype } = part
  if (fieldname !== 'audio') throw late(fieldname)
  if (filename === undefined && mimetype !== 'application/octet-stream') {
    throw malformedMultipart('the part "audio" must be a file: its Content-Disposition needs a filename')
  }
  if (count > maxSources) throw tooMany(maxSources)
  if (count > 1 && promised !== undefined) {
    throw invalidHeader('Repr-Digest', 'cannot be said of a form with several recordings')
  }
}

function tooMany(maxSources: number) {
  const detail =
    maxSources === 1
      ? 'the form has two parts "audio": joining several recordings is not available yet; nothing was kept'
      : `the form has more than ${maxSources} parts "audio"; nothing was kept`
  return malformedMultipart(detail)
}

function late(fieldname: string | undefined) {
  if (!isKnown(fieldname)) return unexpectedPart(fieldname)
  return malformedMultipart(`the part "${fieldname}" must come before "audio"; nothing was kept`)
}
