import { tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'
import { LONG_SECONDS } from './cancel.ts'

const Deleted = z.object({ episode: z.string(), position: z.string() })

/** What is deleted stops, goes, and answers that it is gone. */
export function deleteJourney(stack: () => Stack) {
  const remove = (episode: string) =>
    fetch(`${stack().commands}/v1/episodes/${episode}`, { method: 'DELETE' })
  const statusOf = async (path: string) => (await fetch(stack().queries + path)).status

  describe('deleting an episode', () => {
    it('ends its running job, and the job behind it gets its turn', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: LONG_SECONDS, seed: 70 }))
      const next = await client.submit(tone({ seconds: 1, seed: 71 }))
      await until(async () => (await client.view(episode)).state === 'running', { what: 'the job to run' })

      const deleted = await remove(episode)
      expect(deleted.status).toBe(202)
      const { position } = Deleted.parse(await deleted.json())
      const again = await remove(episode)
      expect(Deleted.parse(await again.json())).toEqual({ episode, position })
      await until(async () => (await statusOf(`/v1/episodes/${episode}`)) === 410, { what: 'it to be gone' })
      expect((await client.finished(next.episode)).latest.outcome).toBe('succeeded')
    })

    it('that is finished takes everything away that it answered with', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 1, seed: 72 }))
      const { published } = await client.finished(episode)
      const [artifact] = published?.artifacts ?? []
      expect((await remove(episode)).status).toBe(202)
      await until(async () => (await statusOf(`/v1/episodes/${episode}`)) === 410, { what: 'it to be gone' })
      for (const path of [`/v1/episodes/${episode}/jobs`, artifact?.url ?? '']) {
        expect(await statusOf(path)).toBe(410)
      }
      const headers = { 'content-type': 'application/json' }
      const jobs = `${stack().commands}/v1/episodes/${episode}/jobs`
      expect((await fetch(jobs, { method: 'POST', body: '{"spec":{}}', headers })).status).toBe(410)
    })

    it('that nobody knows is not found', async () => {
      expect((await remove('0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b')).status).toBe(404)
    })
  })
}
