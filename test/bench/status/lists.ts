import { z } from 'zod'
import { percentile } from '../shared/percentile.ts'

/** What is asked, by the name in the table. Page 3 is what somebody sees who turned the page twice. */
const QUESTIONS: Record<string, string> = {
  newest: '',
  'newest, 100 of them': 'limit=100',
  'by title': 'sort=title',
  'by title, in a show': 'sort=title&show=show-7',
  'changed last': 'sort=-updatedAt',
  'of a show': 'show=show-3',
  'of a state': 'state=waiting',
  failed: 'outcome=failed',
  'failed, by code, in a show': 'code=corrupt_input&show=show-2',
  'with a finding': 'finding=clipping',
  'search, one word': 'q=hafen',
  'search, two words': 'q=hafen+jahr',
  'search, beginnings': 'q=ha+ja',
  'search for one': 'q=1234',
  'search in a show, by title': 'q=licht&show=show-11&sort=title',
  'search for nothing there': 'q=zzz',
}

const Page = z.object({ episodes: z.array(z.unknown()), next: z.string().optional() })

export type ListCost = { question: string; found: number; p50Ms: number; p99Ms: number; mostMs: number }

/** Asks each question so often, four at a time as browsers do, and the first of three pages apart from the third. */
export async function measureLists(url: string, times: number, signal: AbortSignal): Promise<ListCost[]> {
  const costs: ListCost[] = []
  for (const [question, query] of Object.entries(QUESTIONS)) {
    const path = `${url}/v1/episodes?${query}`
    await ask(path, signal)
    costs.push(await measured(question, path, times, signal))
  }
  const third = await thirdPage(url, signal)
  if (third !== undefined) costs.push(await measured('newest, page 3', third, times, signal))
  return costs
}

const AT_ONCE = 4

async function measured(
  question: string,
  path: string,
  times: number,
  signal: AbortSignal,
): Promise<ListCost> {
  const took: number[] = []
  let found = 0
  const client = async () => {
    for (let n = 0; n < times / AT_ONCE; n++) {
      const began = performance.now()
      found = (await ask(path, signal)).count
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  const at = (percent: number) => percentile(took, percent)
  return { question, found, p50Ms: at(50), p99Ms: at(99), mostMs: Math.max(...took) }
}

async function ask(path: string, signal: AbortSignal): Promise<{ count: number; next?: string }> {
  const answer = await fetch(path, { signal })
  const body: unknown = await answer.json()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`)
  const { episodes, next } = Page.parse(body)
  return { count: episodes.length, ...(next !== undefined && { next }) }
}

async function thirdPage(url: string, signal: AbortSignal): Promise<string | undefined> {
  let path = `${url}/v1/episodes`
  for (let page = 1; page < 3; page++) {
    const { next } = await ask(path, signal)
    if (next === undefined) return undefined
    path = `${url}/v1/episodes?cursor=${encodeURIComponent(next)}`
  }
  return path
}
