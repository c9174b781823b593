import { tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { createClient, Submitted } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

/** Finished work is worked on again, and lanes are held and let go. */
export function controlJourney(stack: () => Stack) {
  furtherJobsJourney(stack)

  describe('a lane', () => {
    it('that is paused keeps its jobs waiting while the other one works, and goes on when it is opened', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 1, seed: 60 }))
      await client.finished(episode)
      expect((await tell(stack(), 'urgent', 'pause')).status).toBe(200)
      const held = await further(stack(), episode, { spec: {}, lane: 'urgent' })
      const other = await client.submit(tone({ seconds: 1, seed: 61 }))
      expect((await client.finished(other.episode)).latest.outcome).toBe('succeeded')
      expect((await client.view(episode)).latest).toMatchObject({ job: held.job, state: 'waiting' })
      expect((await tell(stack(), 'urgent', 'resume')).status).toBe(200)
      expect((await client.finished(episode)).latest).toMatchObject({ job: held.job, outcome: 'succeeded' })
    })

    it('that drains takes no more until it is opened', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 1, seed: 62 }))
      await tell(stack(), 'urgent', 'drain')
      const refused = await post(stack(), `/v1/episodes/${episode}/jobs`, { spec: {}, lane: 'urgent' })
      expect(refused.status).toBe(503)
      expect(refused.headers.get('retry-after')).not.toBeNull()
      expect(await client.problemOf(refused)).toMatchObject({ code: 'lane_draining' })
      await tell(stack(), 'urgent', 'resume')
      await further(stack(), episode, { spec: {}, lane: 'urgent' })
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
    })
  })
}

function furtherJobsJourney(stack: () => Stack) {
  describe('an episode', () => {
    it('is processed again with another spec, and what clients get is the new result', async () => {
      const client = createClient(stack())
      const { episode, job } = await client.submit(tone({ seconds: 1, seed: 63 }))
      expect((await client.finished(episode)).published?.job).toBe(job)
      const spec = { renditions: [{ format: 'flac' }], metadata: { title: 'Second' } }
      const next = await further(stack(), episode, { spec })
      await until(async () => (await client.view(episode)).latest.job === next.job, { what: 'the new job' })
      const { published } = await client.finished(episode)
      expect(published?.job).toBe(next.job)
      const names = published?.artifacts.map(({ name }) => name) ?? []
      expect(names.filter((name) => /\.(?:mp3|m4a|opus|flac)$/.test(name))).toEqual(['episode.flac'])
    })

    it('whose job was canceled is tried again, and says so when there is nothing to try again', async () => {
      const client = createClient(stack())
      await tell(stack(), 'normal', 'pause')
      const submitted = await client.submit(tone({ seconds: 1, seed: 64 }))
      const { episode, job } = submitted
      const early = await post(stack(), `/v1/episodes/${episode}/jobs`, { retryOf: job })
      expect([early.status, (await client.problemOf(early)).code]).toEqual([409, 'not_finished'])
      expect((await client.cancel(submitted)).status).toBe(200)
      const retried = await further(stack(), episode, { retryOf: job })
      await tell(stack(), 'normal', 'resume')
      await until(async () => (await client.view(episode)).latest.job === retried.job, { what: 'the retry' })
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
      const late = await post(stack(), `/v1/episodes/${episode}/jobs`, { retryOf: retried.job })
      expect([late.status, (await client.problemOf(late)).code]).toEqual([409, 'already_finished'])
    })
  })
}

/** A command with a JSON body, or none. */
function post({ commands }: Stack, path: string, body?: unknown): Promise<Response> {
  return fetch(commands + path, {
    method: 'POST',
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
}

const tell = (stack: Stack, lane: string, verb: string) => post(stack, `/v1/lanes/${lane}/${verb}`)

async function further(stack: Stack, episode: string, asked: object): Promise<Submitted> {
  const response = await post(stack, `/v1/episodes/${episode}/jobs`, asked)
  const text = await response.text()
  if (response.status !== 202) throw new Error(`a further job: ${response.status} ${text}`)
  return Submitted.parse(JSON.parse(text))
}
