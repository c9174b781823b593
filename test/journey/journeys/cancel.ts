import { tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

/** Long enough to be caught at work. */
export const LONG_SECONDS = 300

/** Cancel ends a job in any state, and only once. */
export function cancelJourney(stack: () => Stack) {
  describe('cancel', () => {
    it('ends a running job within seconds, and the job behind it gets its turn', async () => {
      const client = createClient(stack())
      const running = await client.submit(tone({ seconds: LONG_SECONDS, seed: 20 }))
      const waiting = await client.submit(tone({ seconds: LONG_SECONDS, seed: 21 }))
      const last = await client.submit(tone({ seconds: 1, seed: 22 }))
      await until(async () => (await client.view(running.episode)).state === 'running', {
        what: 'the job to run',
      })

      expect((await client.cancel(waiting)).status).toBe(200)
      expect((await client.cancel(running)).status).toBe(200)
      expect((await client.cancel(running)).status).toBe(200)
      for (const { episode } of [running, waiting]) {
        expect((await client.finished(episode)).latest).toMatchObject({
          outcome: 'canceled',
          code: 'canceled',
        })
      }
      expect((await client.finished(last.episode)).latest.outcome).toBe('succeeded')
      for (const { episode } of [running, waiting]) {
        const facts = (await client.timeline(episode)).map(({ fact }) => fact)
        expect(facts.filter((fact) => fact === 'finished')).toHaveLength(1)
      }
    })

    it('of a job that has ended otherwise is a conflict that names its outcome; of none, not found', async () => {
      const client = createClient(stack())
      const done = await client.submit(tone({ seconds: 1, seed: 23 }))
      await client.finished(done.episode)
      const late = await client.cancel(done)
      expect(late.status).toBe(409)
      expect(await client.problemOf(late)).toMatchObject({
        code: 'already_finished',
        detail: expect.stringContaining('succeeded'),
      })
      expect((await client.cancel({ ...done, job: done.episode })).status).toBe(404)
    })
  })
}
