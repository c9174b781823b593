import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { lengthOf, type Recording } from './recording.ts'

/** The body of a request, of known length, which can be read again for another try. */
export type Body = {
  path: string
  contentType: string
  bytes: number
  content(): AsyncIterable<Uint8Array>
}

/** `POST /v1/episodes` as it is asked for: the bytes alone where that is enough, else a form. */
export async function bodyOf(recording: Recording): Promise<Body> {
  const { spec, cover, chapters, path, filename, bytes, show, preset } = recording
  const asked = { ...(show !== undefined && { show }), ...(preset !== undefined && { preset }) }
  if (spec || cover !== undefined || chapters !== undefined) {
    return form([
      ...(spec ? [field('spec', JSON.stringify({ ...spec, ...asked }))] : withoutSpec(asked)),
      ...(cover === undefined ? [] : [await file('cover', cover)]),
      ...(chapters === undefined ? [] : [await file('chapters', chapters)]),
      { ...(await file('audio', path)), head: fileHead('audio', filename) },
    ])
  }
  return {
    path: `/v1/episodes?${new URLSearchParams({ filename, ...asked })}`,
    contentType: 'application/octet-stream',
    bytes,
    content: () => createReadStream(path),
  }
}

type Part = { head: string; bytes: number; content(): AsyncIterable<Uint8Array> }

const withoutSpec = (asked: object): Part[] =>
  Object.keys(asked).length > 0 ? [field('spec', JSON.stringify(asked))] : []

function field(name: string, text: string): Part {
  const value = Buffer.from(text)
  const head = `Content-Disposition: form-data; name="${name}"\r\nContent-Type: application/json\r\n\r\n`
  return { head, bytes: value.length, content: () => once(value) }
}

async function file(name: string, path: string): Promise<Part> {
  const bytes = await lengthOf(path)
  return { head: fileHead(name, basename(path)), bytes, content: () => createReadStream(path) }
}

/** As browsers write it (WHATWG HTML, multipart/form-data): UTF-8, with the marks that would end it escaped. */
function fileHead(name: string, filename: string): string {
  const safe = filename.replace(/["\r\n]/g, (mark) => encodeURIComponent(mark))
  return `Content-Disposition: form-data; name="${name}"; filename="${safe}"\r\nContent-Type: application/octet-stream\r\n\r\n`
}

function form(parts: Part[]): Body {
  const boundary = `soundmill-${crypto.randomUUID()}`
  const heads = parts.map(({ head }) => Buffer.from(`--${boundary}\r\n${head}`))
  const between = Buffer.from('\r\n')
  const end = Buffer.from(`--${boundary}--\r\n`)
  const sizes = parts.map(({ bytes }, at) => (heads[at]?.length ?? 0) + bytes + between.length)
  return {
    path: '/v1/episodes',
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: sizes.reduce((sum, size) => sum + size, end.length),
    async *content() {
      for (const [at, part] of parts.entries()) {
        yield heads[at] ?? between
        yield* part.content()
        yield between
      }
      yield end
    },
  }
}

async function* once(value: Uint8Array) {
  yield value
}
