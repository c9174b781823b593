import type { MultipartFile } from '@fastify/multipart'
import { invalidSpec, malformedMultipart } from '../problems.ts'
import { MAX_SPEC_BYTES, readSpecText } from '../spec/read-spec.ts'
import type { RequestedSpec } from '../spec/requested-spec.ts'
import { MAX_CHAPTERS_BYTES, readStatedChapters, type StatedChapters } from '../spec/stated-chapters.ts'
import type { Cover, StoredCover } from '../submit/store-cover.ts'
import type { Recording } from '../submit/take-recordings.ts'
import { cleanFilename } from './filename.ts'
import { unexpectedPart } from './form-names.ts'
import { type FormParts, formProblem } from './form-parts.ts'
import { type FormLimits, recordingsOf } from './form-recordings.ts'
import { isAbsent, partBytes, partText } from './form-text.ts'
import { readBytes } from './read-bytes.ts'
import { peek } from './sniff-content.ts'

/** What the parser is asked to stop at; a few more parts than we know are room to name what is wrong. */
export const formLimits = ({ maxBytes, maxSources }: FormLimits) => ({
  parts: maxSources + 8,
  files: maxSources + 8,
  fieldNameSize: 100,
  headerPairs: 32,
  headerSize: 16 * 1024,
  // One byte more than is allowed shows that there is more.
  fileSize: maxBytes + 1,
})

type Beside = { spec?: RequestedSpec; chapters?: StatedChapters; cover?: StoredCover }

export type Form = Beside & { recordings: AsyncIterable<Recording> }

/** Stores a picture. */
export type KeepCover = (cover: Cover) => Promise<StoredCover>

/**
 * Reads a form up to its first recording: an optional `spec`, then optional `cover` and `chapters`, then `audio`.
 * `begin` is told of the spec, by which everything that is stored is named. The recordings go on to the end of the
 * form: they fail when there is anything else, or when the form is not closed.
 */
export async function readForm(
  parts: FormParts,
  limits: FormLimits,
  begin: (spec: RequestedSpec | undefined) => Promise<KeepCover>,
): Promise<Form> {
  let part = await parts.next()
  const isSpec = part?.fieldname === 'spec'
  const spec = part && isSpec ? await specOf(part) : undefined
  const context = { isSpec, signal: limits.signal, keepCover: await begin(spec) }
  if (isSpec) part = await parts.next()
  let form: Beside = spec ? { spec } : {}
  for (; part; part = await parts.next()) {
    if (part.fieldname === 'audio') return { ...form, recordings: recordingsOf(part, parts, limits) }
    form = { ...form, ...(await readBeside(part, form, context)) }
  }
  throw malformedMultipart('the form has no part "audio"')
}

/** Undefined when a browser sent the field with nothing in it. */
async function specOf(part: MultipartFile): Promise<RequestedSpec | undefined> {
  const text = await partText(part, MAX_SPEC_BYTES)
  return isAbsent(part, text) ? undefined : readSpecText(text)
}

type Context = { isSpec: boolean; signal: AbortSignal; keepCover: KeepCover }

async function readBeside(part: MultipartFile, form: Beside, context: Context): Promise<Beside> {
  const { fieldname } = part
  if (fieldname === 'spec') {
    throw malformedMultipart(
      context.isSpec
        ? 'the form has two parts "spec"'
        : 'the part "spec" must come first: what follows is named by it',
    )
  }
  if (fieldname !== 'cover' && fieldname !== 'chapters') throw unexpectedPart(fieldname)
  if (form[fieldname]) throw malformedMultipart(`the form has two parts "${fieldname}"`)
  return fieldname === 'cover' ? readCover(part, context) : readChaptersPart(part, form)
}

async function readCover(part: MultipartFile, { signal, keepCover }: Context): Promise<Beside> {
  try {
    const { prefix, content } = await peek(readBytes(part.file, signal, formProblem), 1)
    if (isAbsent(part, prefix)) return {}
    return { cover: await keepCover({ filename: cleanFilename(part.filename ?? 'cover'), content }) }
  } finally {
    part.file.destroy()
  }
}

async function readChaptersPart(part: MultipartFile, { spec }: Beside): Promise<Beside> {
  const bytes = await partBytes(part, MAX_CHAPTERS_BYTES)
  if (isAbsent(part, bytes)) return {}
  if (spec?.chapters) {
    const message = 'are said in the spec and in a part: one place is enough'
    throw invalidSpec([{ path: 'chapters', message }])
  }
  return { chapters: readStatedChapters(bytes) }
}
