import type { IsOne, ProxiedRequest } from './http-fault-proxy.ts'

/**
 * `hold`: the request is not passed on before the fault is lifted. `withhold`: the server gets it and its answer
 * waits. `lose`: the server gets it, and instead of its answer the line is reset. `refuse`: the proxy answers in S3's
 * words, 503 SlowDown unless told otherwise, and the server hears nothing. `slow`: every piece of both bodies waits
 * so long. `reset`: after so many bytes of both bodies together the line is reset on both sides.
 */
export type HttpFault =
  | { kind: 'hold' }
  | { kind: 'withhold' }
  | { kind: 'lose' }
  | { kind: 'refuse'; status?: number; code?: string }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'reset'; afterBytes: number }

export type Fault = {
  /** Resolves with the first request it befell. */
  caught: Promise<ProxiedRequest>
  /** Resolves when the server has answered the first of them, so that it did what was asked. */
  answered: Promise<ProxiedRequest>
  /** Resolves when the client of the first of them has hung up without an answer. */
  left: Promise<ProxiedRequest>
  hits(): number
  /** From now on it befalls nobody, and what waits goes on. */
  lift(): void
}

/** A fault as the one it befell sees it. */
export type Suffered = { fault: HttpFault; lifted: Promise<void>; tellAnswered(): void; tellLeft(): void }

type Entry = Fault & { isLeft(): boolean; isOne: IsOne; suffer(request: ProxiedRequest): Suffered }

export function createFaults() {
  let entries: Entry[] = []
  return {
    add(isOne: IsOne, fault: HttpFault, { times = Infinity }: { times?: number } = {}): Fault {
      const entry = createEntry(isOne, fault, times)
      entries = [entry, ...entries.filter((each) => each.isLeft())]
      return entry
    },
    of: (request: ProxiedRequest): Suffered | undefined =>
      entries.find((each) => each.isLeft() && each.isOne(request))?.suffer(request),
    liftAll() {
      for (const entry of entries) entry.lift()
    },
  }
}

function createEntry(isOne: IsOne, fault: HttpFault, times: number): Entry {
  const [caught, answered] = [moment<ProxiedRequest>(), moment<ProxiedRequest>()]
  const [left, lifted] = [moment<ProxiedRequest>(), moment<void>()]
  let hits = 0
  let isLifted = false
  return {
    caught: caught.promise,
    answered: answered.promise,
    left: left.promise,
    hits: () => hits,
    isLeft: () => !isLifted && hits < times,
    isOne,
    suffer(request) {
      hits += 1
      caught.come(request)
      return {
        fault,
        lifted: lifted.promise,
        tellAnswered: () => answered.come(request),
        tellLeft: () => left.come(request),
      }
    },
    lift() {
      isLifted = true
      lifted.come()
    },
  }
}

/** A promise, and whoever keeps it. */
function moment<T>() {
  let come: (value: T) => void = () => {}
  const promise = new Promise<T>((resolve) => {
    come = resolve
  })
  return { promise, come: (value: T) => come(value) }
}
