import type { FastifyRequest } from 'fastify'
import { invalidSpec } from '../problems.ts'
import { mergeQuery, type UploadQuery } from '../spec/merge-query.ts'
import type { Upload } from '../submit/submit.ts'
import { cleanFilename } from '../upload/filename.ts'
import { FORM_LIMITS, readForm } from '../upload/form.ts'
import { formParts } from '../upload/form-parts.ts'
import { rawBody } from '../upload/raw-body.ts'
import type { BodyForm } from './body-form.ts'

type Options = { form: BodyForm; query: UploadQuery; signal: AbortSignal; maxBytes: number }

/** What the client asks for, and its recording, which is still to be read. */
export type Body = Pick<Upload, 'spec' | 'filename' | 'content'>

/** Reads a request up to its recording. */
export async function readBody(request: FastifyRequest, options: Options): Promise<Body> {
  const { form, query, signal, maxBytes } = options
  if (form === 'recording') {
    const filename = cleanFilename(query.filename)
    return { spec: mergeQuery(query), filename, content: rawBody(request.raw, signal) }
  }
  if (query.filename !== undefined) {
    const message = 'is for a recording sent as the body; in a form its part has a filename'
    throw invalidSpec([{ path: 'query/filename', message }])
  }
  // One byte more than is allowed shows that there is more.
  const parts = request.parts({ limits: { ...FORM_LIMITS, fileSize: maxBytes + 1 } })
  const { spec, filename, content } = await readForm(formParts(parts, request.raw, signal), maxBytes)
  return { spec: mergeQuery(query, spec), filename: cleanFilename(filename), content }
}
