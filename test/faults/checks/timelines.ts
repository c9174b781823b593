import { z } from 'zod'
import type { CheckedWorld } from './checked-world.ts'

const Entry = z.object({ fact: z.string(), job: z.string().optional(), late: z.boolean() })
const Page = z.object({ timeline: z.array(Entry), next: z.string().optional() })

/** An episode's timeline as clients get it, all pages of it. */
export async function timelineOf(
  { status }: CheckedWorld,
  episode: string,
): Promise<z.infer<typeof Entry>[]> {
  const entries = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const query = new URLSearchParams({ limit: '500', ...(next !== '' && { cursor: next }) })
    const response = await fetch(`${status.url}/v1/episodes/${episode}/timeline?${query}`)
    if (!response.ok)
      throw new Error(`the timeline of ${episode}: ${response.status} ${await response.text()}`)
    const page = Page.parse(await response.json())
    entries.push(...page.timeline)
    next = page.next
  }
  return entries
}
