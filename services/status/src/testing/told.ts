import type { Recorded } from '@soundmill/event-log'
import type { EpisodeEvent } from '@soundmill/events'
import { startNatsServer } from '@soundmill/test-support'
import { afterAll, beforeAll } from 'vitest'
import type { z } from 'zod'
import { type Running, runStatus, type Surroundings, say, seen, surroundings } from './status.ts'

/** One `nats-server` for all tests of a file. Returns how to get its URL, once they run. */
export function useNats(): () => string {
  let url = ''
  let stop = async () => {}
  beforeAll(async () => {
    const server = await startNatsServer()
    url = server.url
    stop = server.stop
  })
  afterAll(() => stop())
  return () => url
}

/** A service, what it was told, and how to ask it. */
export type Told = {
  around: Surroundings
  status: Running
  said: Recorded[]
  /** What is answered, whatever it is. */
  get(path: string): Promise<{ status: number; headers: Headers; body: unknown }>
  /** What is answered with 200, and is as promised. */
  read<S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S>>
}

/** A status service that has seen this story, and how to ask it. */
export async function statusTold(natsUrl: string, ...story: EpisodeEvent[]): Promise<Told> {
  const around = await surroundings(natsUrl)
  const status = await runStatus(around)
  const said = await say(around, ...story)
  const [first] = story
  if (first) await seen(status, first.episode, said)

  const get = async (path: string) => {
    const answer = await fetch(`${status.url}${path}`)
    return { status: answer.status, headers: answer.headers, body: await answer.json() }
  }
  return {
    around,
    status,
    said,
    get,
    async read(schema, path) {
      const answer = await get(path)
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return schema.parse(answer.body)
    },
  }
}
