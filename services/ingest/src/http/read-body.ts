import type { FastifyRequest } from 'fastify'
import { invalidSpec } from '../problems.ts'
import { mergeQuery, type UploadQuery } from '../spec/merge-query.ts'
import type { Admission } from '../submit/admission.ts'
import type { Earlier } from '../submit/earlier.ts'
import { createKept, type KeptDeps } from '../submit/kept.ts'
import { storeCover } from '../submit/store-cover.ts'
import { laneOf, nameUpload } from '../submit/submission.ts'
import type { Upload } from '../submit/submit.ts'
import type { Recording } from '../submit/take-recordings.ts'
import { cleanFilename } from '../upload/filename.ts'
import { formLimits, readForm } from '../upload/form.ts'
import { ALL_STREAMS, formParts } from '../upload/form-parts.ts'
import type { FormLimits } from '../upload/form-recordings.ts'
import { rawBody } from '../upload/raw-body.ts'
import type { Receiving } from '../upload/receiving.ts'
import type { BodyForm } from './body-form.ts'

type Options = FormLimits &
  Pick<Receiving, 'recordingBegins'> & {
    maxCoverBytes: number
    form: BodyForm
    query: UploadQuery
    idempotencyKey?: string | undefined
    admit: Admission
  }

/** What the client asks for, under which names, and its recordings, which are still to be read. */
export type Body = Pick<Upload, 'names' | 'spec' | 'chapters' | 'cover' | 'recordings' | 'earlier'>

/** Reads a request up to its first recording. What it stored on the way is gone when it fails. */
export async function readBody(deps: KeptDeps, request: FastifyRequest, options: Options): Promise<Body> {
  if (options.form === 'form') return readWholeForm(deps, request, options)
  const body = named(options, undefined)
  const earlier = await options.admit(body.names, laneOf(body.spec))
  return { ...body, earlier, recordings: theBody(request, options) }
}

async function readWholeForm(deps: KeptDeps, request: FastifyRequest, options: Options): Promise<Body> {
  const { query, signal, maxCoverBytes } = options
  if (query.filename !== undefined) {
    const message = 'is for a recording sent as the body; in a form its part has a filename'
    throw invalidSpec([{ path: 'query/filename', message }])
  }
  const kept = createKept(deps)
  let body = named(options, undefined)
  let earlier: Earlier | undefined
  const parts = request.parts({ ...ALL_STREAMS, limits: formLimits(options) })
  try {
    const form = await readForm(formParts(parts, request.raw, signal), options, async (spec) => {
      body = named(options, spec)
      earlier = await options.admit(body.names, laneOf(body.spec))
      const keeping = { names: body.names, maxCoverBytes, signal, ...(!earlier && { kept }) }
      return (cover) => storeCover(cover, keeping)
    })
    options.recordingBegins()
    return { ...form, ...body, earlier }
  } catch (error) {
    await kept.drop()
    throw error
  }
}

function named({ query, idempotencyKey }: Options, asked: Body['spec'] | undefined) {
  const spec = mergeQuery(query, asked)
  return { names: nameUpload(spec.show ?? 'default', idempotencyKey), spec }
}

async function* theBody({ raw, headers }: FastifyRequest, options: Options): AsyncGenerator<Recording> {
  const { query, signal, promised } = options
  const declared = headers['content-length']
  yield {
    filename: cleanFilename(query.filename),
    content: rawBody(raw, signal),
    expectedBytes: declared === undefined ? undefined : Number(declared),
    promised,
  }
}
