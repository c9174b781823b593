import type { CheckedWorld } from './checked-world.ts'

/** The result of a job that succeeded. */
type Won = { episode: string; blobs: string[] }

/**
 * What runs came to: the results that are published; and where the runs write that were started and ended neither by
 * themselves nor with the outcome, because their worker died, or has not noticed yet that it was overtaken.
 */
export async function runPrefixes({ behind }: CheckedWorld): Promise<{ won: Won[]; open: string[] }> {
  const won: Won[] = []
  const ended = new Set<string | undefined>()
  for (const { episode, data } of await behind.factsOf('finished')) {
    if (data.outcome === 'succeeded') won.push({ episode, blobs: data.artifacts.map(({ blob }) => blob) })
    if ('runId' in data) ended.add(data.runId)
  }
  for (const { data } of await behind.factsOf('attempt-failed')) ended.add(data.runId)
  const open = (await behind.factsOf('started'))
    .filter(({ data }) => !ended.has(data.runId))
    .map(({ episode, job, data }) => `artifacts/${episode}/${job}/${data.runId}/`)
  return { won, open }
}
