import { z } from 'zod'
import { OCTETS } from '../../http/uploads-headers.ts'

/** What our answers may hold; each test says what its own does. */
const Body = z.looseObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  state: z.string().optional(),
  offset: z.number().optional(),
  episode: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

export type Answer = { status: number; headers: Headers; body: z.infer<typeof Body> }

export type Asking = { headers?: Record<string, string>; body?: Uint8Array; method?: string }

/** `Upload-Metadata` of these texts. */
export const metadata = (texts: Record<string, string>): string =>
  Object.entries(texts)
    .map(([key, text]) => `${key} ${Buffer.from(text).toString('base64')}`)
    .join(',')

/** A client that speaks tus by hand, one request at a time. */
export function speakTus(origin: string) {
  async function ask(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body: Buffer.from(body) }),
    })
    const text = await response.text()
    const told = Body.parse(text === '' ? {} : JSON.parse(text))
    return { status: response.status, headers: response.headers, body: told }
  }

  const create = (headers: Record<string, string>, body?: Uint8Array) =>
    ask('/v1/uploads', {
      method: 'POST',
      headers: { ...(body && { 'content-type': OCTETS }), ...headers },
      ...(body && { body }),
    })

  return {
    ask,
    create,
    /** Creates an upload; resolves to its address. */
    async begin(length: number, texts: Record<string, string> = {}): Promise<string> {
      const headers = { 'upload-length': String(length), 'upload-metadata': metadata(texts) }
      const { headers: told } = await create(headers)
      return told.get('location') ?? 'no location'
    },
    patch: (path: string, offset: number, body: Uint8Array, headers: Record<string, string> = {}) =>
      ask(path, {
        method: 'PATCH',
        headers: { 'content-type': OCTETS, 'upload-offset': String(offset), ...headers },
        body,
      }),
    head: (path: string) => ask(path, { method: 'HEAD' }),
    async offset(path: string): Promise<number> {
      const { headers } = await ask(path, { method: 'HEAD' })
      return Number(headers.get('upload-offset') ?? Number.NaN)
    },
  }
}
