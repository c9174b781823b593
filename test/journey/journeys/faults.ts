import { tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { type Client, createClient, type Entry } from '../client.ts'
import type { Part, Stack } from '../stacks/stack.ts'
import { LONG_SECONDS } from './cancel.ts'

/** Whatever is killed, whenever: every recording that was taken reaches one outcome. */
export function faultsJourney(stack: () => Stack) {
  describe('nothing is lost', () => {
    it('when a worker is killed in the middle: another attempt finishes the job, once', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: LONG_SECONDS, seed: 30 }))
      await isRunning(client, episode)
      await stack().kill('processor')
      await stack().start('processor')
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
      const timeline = await client.timeline(episode)
      expect(strikesOf(timeline)).toEqual([0, 1])
      expect(count(timeline, 'finished')).toBe(1)
    })

    it('when a worker is stopped again and again: no strike, no attempt wasted for ever', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: LONG_SECONDS, seed: 31 }))
      for (let stops = 1; stops <= 5; stops++) {
        await until(async () => count(await client.timeline(episode), 'started') >= stops, {
          what: `start ${stops}`,
        })
        expect(await stack().terminate('processor')).toBe(0)
        await stack().start('processor')
      }
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
      const timeline = await client.timeline(episode)
      expect(new Set(strikesOf(timeline))).toEqual(new Set([0]))
    })

    it.each<Part>(['nats', 'mongo'])('when %s is killed at work and comes back', async (part) => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: LONG_SECONDS, seed: 32 }))
      await isRunning(client, episode)
      await stack().kill(part)
      await stack().start(part)
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
      expect(count(await client.timeline(episode), 'finished')).toBe(1)
    })

    it('when ingest is killed right after its answer', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 2, seed: 33 }))
      await stack().kill('ingest')
      await stack().start('ingest')
      expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
    })

    it('when the log is away: the upload is taken, and announced when it is back', async () => {
      const client = createClient(stack())
      await stack().kill('nats')
      const submitted = await client.submit(tone({ seconds: 2, seed: 34 }))
      await stack().start('nats')
      expect((await client.finished(submitted.episode)).latest.outcome).toBe('succeeded')
    })
  })

  describe('nothing is lost when everything goes down at once', () => {
    it('and comes back: each recording finishes, once', async () => {
      const client = createClient(stack())
      const seconds = [LONG_SECONDS, 2, 2]
      const submitted = []
      for (const [i, length] of seconds.entries())
        submitted.push(await client.submit(tone({ seconds: length, seed: 40 + i })))
      const parts: Part[] = ['processor', 'ingest', 'status', 'nats', 'mongo']
      for (const part of parts) await stack().kill(part)
      for (const part of parts.toReversed()) await stack().start(part)
      for (const { episode } of submitted) {
        expect((await client.finished(episode)).latest.outcome).toBe('succeeded')
        expect(count(await client.timeline(episode), 'finished')).toBe(1)
      }
    })
  })

  describe('the view', () => {
    it('made anew from the log is the same, byte for byte', async () => {
      const client = createClient(stack())
      const list = () => client.raw('/v1/episodes?limit=100')
      const before = JSON.stringify(await list())
      await stack().forgetView()
      expect(JSON.stringify(await until(list, { what: 'the view to be back' }))).toBe(before)
    })
  })
}

const isRunning = (client: Client, episode: string) =>
  until(async () => (await client.view(episode)).state === 'running', { what: 'the job to run' })

const count = (timeline: Entry[], fact: string) => timeline.filter((entry) => entry.fact === fact).length

const strikesOf = (timeline: Entry[]) =>
  timeline.filter(({ fact }) => fact === 'started').map(({ data }) => data.strikes)
