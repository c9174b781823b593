import { chunk, formStart, head } from '@soundmill/ingest/testing/wire'
import { recording } from './recording.ts'

/** Something a client sends before it leaves, stops or falls silent. It is never all of it. */
export type HalfRequest = { place: string; bytes: Buffer }

const BOUNDARY = 'b'
const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }

const join = (...pieces: Array<string | Uint8Array>): Buffer =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece)))

const partOf = (name: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`

/** A request that breaks off, at every kind of place. With a recording so long that the store has a part of it already. */
export function halfRequests(): HalfRequest[] {
  const whole = recording().bytes
  const most = whole.subarray(0, -1000)
  const raw = head({ 'content-length': whole.length })
  const chunked = head({ 'transfer-encoding': 'chunked' })
  const form = head({ ...FORM, 'content-length': whole.length + 1000 })
  const spec = `${partOf('spec')}{"show":"s"}\r\n`
  const audio = formStart(BOUNDARY)
  return [
    { place: 'in the headers', bytes: join(raw.slice(0, -10)) },
    { place: 'before its first byte', bytes: join(raw) },
    { place: 'in the recording', bytes: join(raw, most) },
    { place: 'in a chunk', bytes: join(chunked, chunk(whole).subarray(0, most.length)) },
    { place: 'between chunks', bytes: join(chunked, chunk(most)) },
    { place: 'before the chunk that ends it', bytes: join(chunked, chunk(whole)) },
    { place: 'in the header of a part', bytes: join(form, `--${BOUNDARY}\r\nContent-Dispo`) },
    { place: 'in the spec', bytes: join(form, partOf('spec'), '{"show":"s') },
    { place: 'between the parts', bytes: join(form, spec) },
    { place: 'in the recording of a form', bytes: join(form, spec, audio, most) },
    { place: 'before the boundary that closes it', bytes: join(form, spec, audio, whole) },
    { place: 'in the boundary that closes it', bytes: join(form, audio, whole, `\r\n--${BOUNDARY}`) },
  ]
}

/** A whole request with a lie in it. */
export function lies(): Array<HalfRequest & { status: RegExp }> {
  const whole = recording().bytes
  const length = whole.length
  const digest = { 'repr-digest': `sha-256=:${Buffer.alloc(32, 7).toString('base64')}:` }
  const close = { connection: 'close' }
  const form = join(formStart(BOUNDARY), whole, `\r\n--${BOUNDARY}--\r\n`)
  const said = (headers: Record<string, string | number>) => head({ ...close, ...headers })
  return [
    {
      place: 'a length below the true one',
      status: /400/,
      bytes: join(head({ 'content-length': length - 1000 }), whole),
    },
    {
      place: 'a length below the true one, in a form',
      status: /400/,
      bytes: join(said({ ...FORM, 'content-length': form.length - 1000 }), form),
    },
    {
      place: 'two lengths',
      status: /400/,
      bytes: join(said({ 'content-length': length }).replace('\r\n', '\r\nContent-Length: 7\r\n'), whole),
    },
    {
      place: 'a length and chunks',
      status: /400/,
      bytes: join(
        said({ 'content-length': length, 'transfer-encoding': 'chunked' }),
        chunk(whole),
        '0\r\n\r\n',
      ),
    },
    {
      place: 'a chunk longer than it says',
      status: /400/,
      bytes: join(said({ 'transfer-encoding': 'chunked' }), '100000\r\n', whole),
    },
    {
      place: 'another digest',
      status: /422/,
      bytes: join(said({ ...digest, 'content-length': length }), whole),
    },
    {
      place: 'another digest, of chunks',
      status: /422/,
      bytes: join(said({ ...digest, 'transfer-encoding': 'chunked' }), chunk(whole), '0\r\n\r\n'),
    },
    {
      place: 'another digest, of a form',
      status: /422/,
      bytes: join(said({ ...FORM, ...digest, 'content-length': form.length }), form),
    },
  ]
}
