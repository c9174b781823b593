import { z } from 'zod'

const Sample = z.tuple([z.number(), z.string()])
const Answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: Sample.optional(),
        values: z.array(Sample).optional(),
      }),
    ),
  }),
})
export type Series = { metric: Record<string, string>; values: number[] }

/** As often as it scrapes. */
const STEP_SECONDS = 15
const LOOKED_BACK_SECONDS = 600

/** Asks a Prometheus over HTTP. Rejects with its words when it does not understand the question. */
export function createPrometheus(url: string) {
  async function ask(path: string, parameters: Record<string, string>): Promise<Series[]> {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    if (!response.ok) throw new Error(`${parameters.query}: ${response.status} ${await response.text()}`)
    const { data } = Answer.parse(await response.json())
    return data.result.map(({ metric, value, values = [] }) => ({
      metric,
      values: [...values, ...(value ? [value] : [])].map(([, number]) => Number(number)),
    }))
  }
  const now = (query: string) => ask('query', { query })
  const lately = (query: string) => {
    const end = Date.now() / 1000
    return ask('query_range', {
      query,
      start: String(end - LOOKED_BACK_SECONDS),
      end: String(end),
      step: String(STEP_SECONDS),
    })
  }
  return {
    now,
    /** Whether there is a number to show: the result of dividing by nothing is none. */
    async finds({ expr, instant }: { expr: string; instant: boolean }): Promise<boolean> {
      const series = await (instant ? now(expr) : lately(expr))
      return series.some(({ values }) => values.some(Number.isFinite))
    },
  }
}

export type Prometheus = ReturnType<typeof createPrometheus>
