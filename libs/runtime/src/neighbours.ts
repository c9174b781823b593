import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from './service.ts'

/** Something outside that the process works with. */
export type Neighbour = {
  name: string
  /**
   * A question that costs little. Rejects when it cannot be worked with, and the message says why and what to look at;
   * resolves to a string of that kind when it can, but something is wrong all the same.
   */
  ask(): Promise<unknown>
  /** Whether the process can do nothing of its own without: then it is not ready before the first answer. */
  isNeeded?: boolean
}

export type NeighboursOptions = {
  neighbours: Neighbour[]
  log: {
    info(details: object, message: string): void
    warn(details: object, message: string): void
  }
  /** Between two questions when all was well the last time. Default 15 s. */
  everyMs?: number
  /** Between two questions in trouble. Default 1 s. */
  againMs?: number
}

/**
 * Asks the neighbours now and then, so that what is wrong with them is said before somebody needs them: in the log
 * when it begins, changes and ends, and on `/readyz`. A process that one of them has refused from the start (its
 * errors then have `refused: true`) is not ready: what is rolled out with a wrong password stops there, and the
 * release before goes on. Later trouble makes nobody unready: the services know best what they can do without whom.
 */
export function createNeighbours(options: NeighboursOptions): Service {
  const { neighbours, log, everyMs = 15_000, againMs = 1_000 } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const watched = neighbours.map((neighbour) => watch(neighbour, log, signal))
  let running: Promise<unknown> = Promise.resolve()

  async function rounds({ look }: Watched) {
    while (!signal.aborted) {
      const isWell = await look()
      await sleep(isWell ? everyMs : againMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  return {
    name: 'neighbours',
    async start() {
      running = Promise.all(watched.map(rounds))
    },
    waitingFor() {
      const missed = watched.filter(({ isMissed }) => isMissed()).map(({ name }) => name)
      return missed.length > 0 ? missed.join(', ') : undefined
    },
    troubles: () => watched.flatMap(({ trouble }) => trouble() ?? []),
    async stop() {
      stopping.abort()
      await Promise.race([running, sleep(againMs, undefined, { ref: false })])
    },
  }
}

type Watched = {
  name: string
  /** Asks once; false when something is wrong. */
  look(): Promise<boolean>
  trouble(): string | undefined
  /** Whether it keeps the process from being ready. */
  isMissed(): boolean
}

function watch(
  { name, ask, isNeeded = false }: Neighbour,
  log: NeighboursOptions['log'],
  signal: AbortSignal,
): Watched {
  let words: string | undefined
  let hasAnswered = false
  let isRefused = false

  function say(now: string | undefined, err?: unknown) {
    const before = words
    words = now
    if (now === before || signal.aborted) return
    if (now === undefined) log.info({ neighbour: name }, `${name}: all is well again`)
    else log.warn({ err, neighbour: name }, `${name}: ${now}`)
  }

  return {
    name,
    async look() {
      try {
        const answer = await ask()
        hasAnswered = true
        say(typeof answer === 'string' ? answer : undefined)
      } catch (err) {
        say(err instanceof Error ? err.message : String(err), err)
        isRefused = err instanceof Error && 'refused' in err && err.refused === true
      }
      return words === undefined
    },
    trouble: () => (words === undefined ? undefined : `${name}: ${words}`),
    isMissed: () => !hasAnswered && (isNeeded || isRefused),
  }
}
