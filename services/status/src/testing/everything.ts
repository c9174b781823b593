import { z } from 'zod'
import { EpisodesPage } from '../http/episodes.ts'
import type { Running } from './status.ts'

const Timeline = z.object({ timeline: z.array(z.unknown()), next: z.string().optional() })

/** Everything a service answers about its episodes, as the bytes of its answers. */
export async function everything({ url }: Pick<Running, 'url'>): Promise<string[]> {
  const answers: string[] = []
  const read = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`)
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`)
    answers.push(text)
    return JSON.parse(text)
  }
  for (const query of ['limit=100', 'limit=100&state=deleted']) {
    const { episodes } = EpisodesPage.parse(await read(`/v1/episodes?${query}`))
    for (const { id, state } of episodes) {
      if (state === 'deleted') continue
      await read(`/v1/episodes/${id}/jobs`)
      Timeline.parse(await read(`/v1/episodes/${id}/timeline?limit=500`))
    }
  }
  return answers
}
