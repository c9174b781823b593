import { until } from '@soundmill/test-support'
import { z } from 'zod'
import type { MainProcess } from '../journey/stacks/main-process.ts'

const Readiness = z.object({
  ready: z.boolean(),
  waiting: z.array(z.string()),
  /** What is wrong, ready or not, in words for whoever runs the process. */
  troubles: z.array(z.string()).default([]),
})

/** What a process answers on `/readyz`. */
export const readiness = async ({ url }: MainProcess) =>
  Readiness.parse(await (await fetch(`${url}/readyz`)).json())

/** Several processes start together on a machine with much else to do; asked every quarter of a minute. */
const PATIENCE_MS = 150_000

/** Waits until a process says this on `/readyz` and has said it in its log, and resolves to the rest of its answer. */
export async function saidBy(process: MainProcess, says: RegExp) {
  return until(
    async () => {
      const now = await readiness(process)
      const isShown = now.troubles.some((trouble) => says.test(trouble))
      const isLogged = process.logged().some((line) => line.includes('"neighbour"') && says.test(line))
      return isShown && isLogged ? now : undefined
    },
    { what: `somebody to say ${says}`, timeoutMs: PATIENCE_MS },
  )
}

/** Waits until a process has no trouble any more. */
export async function atEase(process: MainProcess): Promise<void> {
  const isAtEase = async () => (await readiness(process)).troubles.length === 0
  await until(isAtEase, { what: 'no trouble any more', timeoutMs: PATIENCE_MS })
}
