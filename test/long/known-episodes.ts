import { tone, until } from '@soundmill/test-support'
import { createClient } from '../journey/client.ts'
import type { Stack } from '../journey/stacks/stack.ts'

/** Ids of episodes that there are, and of their jobs. */
export type Known = { episodes: string[]; jobs: string[] }

/** Puts in an episode that succeeds, one that fails and one that is deleted: waits until each is that far. */
export async function putEpisodes(stack: Stack): Promise<Known> {
  const client = createClient(stack)
  const good = tone({ seconds: 1 })
  const submitted = [
    await client.submit(good, { filename: 'good.wav' }),
    await client.submit(good.subarray(0, 44), { filename: 'broken.wav' }),
    await client.submit(good, { filename: 'deleted.wav' }),
  ]
  for (const { episode } of submitted) await client.finished(episode)
  const [, , { episode: unwanted } = { episode: '' }] = submitted
  const url = `${stack.commands}/v1/episodes/${unwanted}`
  const { status } = await fetch(url, { method: 'DELETE' })
  if (status !== 202) throw new Error(`DELETE: ${status}`)
  await until(async () => (await fetch(url)).status === 410, { what: 'the deleted episode to be gone' })
  return { episodes: submitted.map(({ episode }) => episode), jobs: submitted.map(({ job }) => job) }
}
