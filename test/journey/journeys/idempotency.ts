import { createHash } from 'node:crypto'
import { tone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, newKey, Submitted } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

/** A client that is not sure may always ask again, or look whether its recording is there. */
export function idempotencyJourney(stack: () => Stack) {
  knownContentJourney(stack)

  describe('the same submit', () => {
    it('sent again gets the first answer, and one job', async () => {
      const client = createClient(stack())
      const [audio, key] = [tone({ seconds: 1, seed: 10 }), newKey()]
      const first = await client.submit(audio, { key })
      const again = await client.submit(audio, { key })
      expect([again.episode, again.job]).toEqual([first.episode, first.job])
      await client.finished(first.episode)
      expect(await outcomes(stack, first.episode)).toBe(1)
    })

    it('with other bytes is a conflict, and the first one stands', async () => {
      const client = createClient(stack())
      const key = newKey()
      const first = await client.submit(tone({ seconds: 1, seed: 11 }), { key })
      const response = await client.post(tone({ seconds: 1, seed: 12 }), { key })
      expect(response.status).toBe(422)
      expect(await client.problemOf(response)).toMatchObject({ code: 'idempotency_conflict' })
      expect((await client.finished(first.episode)).latest.outcome).toBe('succeeded')
    })

    it('sent twenty times at once is one job', async () => {
      const client = createClient(stack())
      const [audio, key] = [tone({ seconds: 1, seed: 13 }), newKey()]
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.post(audio, { key })))
      expect(answers.map(({ status }) => status).every((status) => status === 201)).toBe(true)
      const bodies = await Promise.all(answers.map(async (answer) => Submitted.parse(await answer.json())))
      const [episode = '', ...others] = new Set(bodies.map((body) => body.episode))
      expect(others).toEqual([])
      await client.finished(episode)
      expect(await outcomes(stack, episode)).toBe(1)
    })
  })
}

/** A client that lost its notes knows its recordings. */
function knownContentJourney(stack: () => Stack) {
  describe('a recording that was uploaded before', () => {
    it('is found by its SHA-256, in its show', async () => {
      const client = createClient(stack())
      const audio = tone({ seconds: 1, seed: 14 })
      const sourceSha256 = createHash('sha256').update(audio).digest('hex')
      const find = async (show: string) => {
        const query = new URLSearchParams({ sourceSha256, show })
        return Found.parse(await client.raw(`/v1/episodes?${query}`)).episodes.map(({ id }) => id)
      }
      const { episode } = await client.submit(audio, { show: 'known' })
      await client.finished(episode)
      expect(await find('known')).toEqual([episode])
      expect(await find('unknown')).toEqual([])
    })
  })
}

const Found = z.object({ episodes: z.array(z.object({ id: z.string() })) })

async function outcomes(stack: () => Stack, episode: string): Promise<number> {
  const timeline = await createClient(stack()).timeline(episode)
  expect(timeline.filter(({ fact }) => fact === 'submitted')).toHaveLength(1)
  return timeline.filter(({ fact }) => fact === 'finished').length
}
