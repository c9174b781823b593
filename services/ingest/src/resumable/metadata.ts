import { Show } from '@soundmill/events'
import { issuesOf, type ProblemIssue } from '@soundmill/runtime'
import { z } from 'zod'
import { invalidHeader, invalidSpec } from '../problems.ts'
import { readSpecText } from '../spec/read-spec.ts'
import { Preset, type RequestedSpec } from '../spec/requested-spec.ts'
import { cleanFilename } from '../upload/filename.ts'

/** What a client says of its file beforehand. */
export type Described = { filename: string; spec: RequestedSpec; promised: string | undefined }

const NAME = 'Upload-Metadata'

/** Visible ASCII but a comma, as an answer has to repeat it in a header. */
const KEY = /^[\x21-\x2b\x2d-\x7e]+$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** What we know of; clients send other things too (`filetype`, `relativePath`), which are for others. */
const Known = z.object({
  show: Show.optional(),
  preset: Preset.optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 of the whole file, in hexadecimal')
    .toLowerCase()
    .optional(),
})

/** Reads `Upload-Metadata`. Throws a 400 that names what is wrong with it. */
export function readMetadata(header: string): Described {
  const pairs = readPairs(header)
  const text = (key: string) => {
    const value = pairs.get(key)
    return value === undefined ? undefined : utf8(key, value)
  }
  const known = Known.safeParse({ show: text('show'), preset: text('preset'), sha256: text('sha256') })
  if (!known.success) throw invalidSpec(issuesOf(known.error, 'metadata'))
  const { sha256: promised, ...asked } = known.data
  // tus-js-client's examples say `filename`, Uppy says `name` too.
  const filename = cleanFilename(text('filename') ?? text('name'))
  return { filename, spec: merged(asked, text('spec')), promised }
}

/** The pairs, still as bytes: the protocol allows any. */
function readPairs(header: string): Map<string, Buffer> {
  const pairs = new Map<string, Buffer>()
  if (header.trim() === '') return pairs
  for (const pair of header.split(',')) {
    const [key = '', value = '', ...more] = pair.trim().split(' ')
    if (!KEY.test(key) || more.length > 0) throw malformed('each pair must be a key, a space, and base64')
    if (!BASE64.test(value)) throw malformed(`the value of ${JSON.stringify(key)} must be base64`)
    if (pairs.has(key)) throw malformed(`${JSON.stringify(key)} is said twice`)
    pairs.set(key, Buffer.from(value, 'base64'))
  }
  return pairs
}

function utf8(key: string, value: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    throw malformed(`the value of ${JSON.stringify(key)} must be UTF-8`)
  }
}

/** A thing may be said beside the spec or in it. */
function merged({ show, preset }: Pick<RequestedSpec, 'show' | 'preset'>, text: string | undefined) {
  const spec = text === undefined ? {} : readSpecText(text)
  const asked = { ...(show !== undefined && { show }), ...(preset !== undefined && { preset }) }
  const twice: ProblemIssue[] = Object.keys(asked)
    .filter((name) => name in spec)
    .map((name) => ({ path: `metadata/${name}`, message: 'is said in the spec too: one place is enough' }))
  if (twice.length > 0) throw invalidSpec(twice)
  return { ...asked, ...spec }
}

const malformed = (message: string) => invalidHeader(NAME, message)
