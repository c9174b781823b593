import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Stack } from './stacks/stack.ts'

export const Submitted = z.object({ episode: z.string(), job: z.string(), announced: z.boolean() })
export type Submitted = z.infer<typeof Submitted>

const Level = z.number().nullable()
const Measured = z.object({
  durationSeconds: z.number(),
  loudness: z.object({ integratedLufs: Level, truePeakDbtp: Level }),
})

export const ArtifactView = z.object({
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  url: z.string(),
  measurements: Measured.optional(),
})

export const EpisodeView = z.object({
  id: z.string(),
  show: z.string(),
  state: z.string(),
  published: z.object({ job: z.string(), artifacts: z.array(ArtifactView) }).optional(),
  latest: z.object({
    job: z.string(),
    state: z.string(),
    outcome: z.string().optional(),
    code: z.string().optional(),
    reason: z.string().optional(),
  }),
})
export type EpisodeView = z.infer<typeof EpisodeView>

const Entry = z.object({
  fact: z.string(),
  attempt: z.number().optional(),
  late: z.boolean(),
  data: z.record(z.string(), z.unknown()),
})
export type Entry = z.infer<typeof Entry>
const Timeline = z.object({ timeline: z.array(Entry) })

const Problem = z.object({ code: z.string(), detail: z.string(), status: z.number() })

type Upload = { filename?: string; key?: string; show?: string; headers?: Record<string, string> }

/** What a client of the API does, no more. */
export function createClient({ commands, queries }: Pick<Stack, 'commands' | 'queries'>) {
  async function post(
    body: string | Uint8Array<ArrayBuffer>,
    { filename = 'recording.wav', key, show, headers }: Upload = {},
  ): Promise<Response> {
    const query = new URLSearchParams({ filename, ...(show && { show }) })
    return fetch(`${commands}/v1/episodes?${query}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/octet-stream',
        ...(key && { 'idempotency-key': key }),
        ...headers,
      },
    })
  }

  async function get(path: string): Promise<unknown> {
    const response = await fetch(queries + path)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  return {
    post,
    async submit(body: string | Uint8Array<ArrayBuffer>, upload?: Upload): Promise<Submitted> {
      const response = await post(body, upload)
      const text = await response.text()
      if (!response.ok) throw new Error(`submit: ${response.status} ${text}`)
      return Submitted.parse(JSON.parse(text))
    },
    problemOf: async (response: Response) => Problem.parse(await response.json()),
    cancel: ({ episode, job }: Submitted) =>
      fetch(`${commands}/v1/episodes/${episode}/jobs/${job}/cancel`, { method: 'POST' }),
    raw: get,
    view: async (episode: string) => EpisodeView.parse(await get(`/v1/episodes/${episode}`)),
    timeline: async (episode: string) =>
      Timeline.parse(await get(`/v1/episodes/${episode}/timeline`)).timeline,
    /** Waits for the outcome; while a part is down the question is asked again. */
    async finished(episode: string, timeoutMs = 150_000): Promise<EpisodeView> {
      const deadline = Date.now() + timeoutMs
      for (let last: unknown; ; ) {
        try {
          const view = EpisodeView.parse(await get(`/v1/episodes/${episode}?wait=finished&timeoutSeconds=5`))
          if (view.state === 'finished') return view
          last = view
        } catch (err) {
          last = err
          await new Promise((resolve) => setTimeout(resolve, 250))
        }
        if (Date.now() > deadline)
          throw new Error(`episode ${episode} does not finish: ${JSON.stringify(last)} ${last}`)
      }
    },
    download: async (path: string, headers: Record<string, string> = {}) =>
      fetch(queries + path, { headers }),
    events: (episode: string, headers: Record<string, string> = {}) =>
      fetch(`${queries}/v1/episodes/${episode}/events?until=finished`, { headers }),
  }
}

export type Client = ReturnType<typeof createClient>

export const newKey = (): string => `journey-${randomUUID()}`
