import { z } from 'zod'

/** What our answers may hold; each test says what its own does. */
const Answer = z.looseObject({
  episode: z.string().optional(),
  job: z.string().optional(),
  position: z.string().optional(),
  announced: z.boolean().optional(),
  outcome: z.string().optional(),
  status: z.number().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

export type Asked = { status: number; headers: Headers; body: z.infer<typeof Answer> }

/** POSTs, and reads the answer as JSON. */
export async function post(url: string, init: RequestInit = {}): Promise<Asked> {
  const response = await fetch(url, { method: 'POST', ...init })
  return { status: response.status, headers: response.headers, body: Answer.parse(await response.json()) }
}

type Around = { query?: string; headers?: Record<string, string> }

/** A recording as the body itself. */
export function postRaw(origin: string, bytes: Uint8Array, { query = '', headers = {} }: Around = {}) {
  return post(`${origin}/v1/episodes${query}`, { body: Buffer.from(bytes), headers })
}

/** A form. */
export function postForm(origin: string, body: FormData, { query = '', headers = {} }: Around = {}) {
  return post(`${origin}/v1/episodes${query}`, { body, headers })
}

/** Parts in the order in which they stand. */
export function form(
  ...parts: Array<[name: string, value: string | Uint8Array, filename?: string]>
): FormData {
  const data = new FormData()
  for (const [name, value, filename] of parts) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, new Blob([Buffer.from(value)]), filename)
  }
  return data
}
