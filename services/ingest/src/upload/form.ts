import type { Multipart, MultipartFile } from '@fastify/multipart'
import { invalidSpec, malformedMultipart, tooLarge } from '../problems.ts'
import { MAX_SPEC_BYTES, readSpec, readSpecText } from '../spec/read-spec.ts'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { type FormParts, formProblem } from './form-parts.ts'

/** Two parts are all we know; the rest is room to name what is wrong. Sizes in bytes. */
export const FORM_LIMITS = {
  parts: 8,
  fields: 8,
  files: 8,
  fieldNameSize: 100,
  fieldSize: MAX_SPEC_BYTES,
  headerPairs: 32,
  headerSize: 16 * 1024,
}

export type Form = { spec?: RequestedSpec; filename: string | undefined; content: AsyncIterable<Uint8Array> }

/**
 * Reads a form up to its recording: an optional `spec`, then `audio`. The content goes on to the end of the
 * form: it fails when there is more, or when the form is not closed, so that nothing is kept of half a form.
 */
export async function readForm(parts: FormParts, maxBytes: number): Promise<Form> {
  let spec: RequestedSpec | undefined
  for (;;) {
    const part = await parts.next()
    if (!part) throw malformedMultipart('the form has no part "audio"')
    if (part.fieldname === 'audio') {
      const content = audioOf(part, parts, maxBytes)
      return { ...(spec && { spec }), filename: filenameOf(part), content }
    }
    if (part.fieldname !== 'spec') throw unexpected(part)
    if (spec) throw malformedMultipart('the form has two parts "spec"')
    spec = await specOf(part)
  }
}

function audioOf(part: Multipart, parts: FormParts, maxBytes: number): AsyncIterable<Uint8Array> {
  if (part.type !== 'file') {
    throw malformedMultipart('the part "audio" must be a file: its Content-Disposition needs a filename')
  }
  return wholeForm(part.file, parts, maxBytes)
}

async function* wholeForm(file: MultipartFile['file'], parts: FormParts, maxBytes: number) {
  try {
    for await (const chunk of file) yield bytes(chunk)
  } catch (error) {
    throw formProblem(error)
  }
  if (file.truncated) throw tooLarge(maxBytes)
  const more = await parts.next()
  if (more?.fieldname === 'spec') throw malformedMultipart('the part "spec" must come before "audio"')
  if (more?.fieldname === 'audio') {
    throw malformedMultipart('the form has two parts "audio"; more than one recording is not supported yet')
  }
  if (more) throw unexpected(more)
}

const filenameOf = (part: Multipart) => (part.type === 'file' ? part.filename : undefined)

function unexpected({ fieldname }: Multipart) {
  if (fieldname === 'cover' || fieldname === 'chapters') {
    return malformedMultipart(`the part "${fieldname}" is not supported yet`)
  }
  const name = JSON.stringify(fieldname ?? '').slice(0, 100)
  return malformedMultipart(`the form has a part ${name}; it may have "spec" and then "audio"`)
}

/** As a plain field, as JSON (which the parser has read already), or as a file: curl can send each of them. */
async function specOf(part: Multipart): Promise<RequestedSpec> {
  if (part.type === 'file') return readSpecText(await textOf(part.file))
  if (part.valueTruncated) throw specTooLong()
  return part.mimetype === 'application/json' ? readSpec(part.value) : readSpecText(String(part.value))
}

async function textOf(file: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of file) {
      chunks.push(bytes(chunk))
      length += bytes(chunk).length
      if (length > MAX_SPEC_BYTES) throw specTooLong()
    }
  } catch (error) {
    throw formProblem(error)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const specTooLong = () =>
  invalidSpec([{ path: 'spec', message: `must have at most ${MAX_SPEC_BYTES} bytes` }])

function bytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new TypeError('a body is read in bytes')
}
