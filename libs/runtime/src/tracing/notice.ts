/** Nobody needs to be told more often that a collector is down. */
const EVERY_MS = 60_000

type Log = { warn(details: object, message: string): void }

/** Tells of trouble with traces: the first at once, then at most one line a minute, without a stack, and how many there were. */
export function createNotice(log: Log, now: () => number = () => performance.now()) {
  let quietUntil = Number.NEGATIVE_INFINITY
  let times = 0
  return (problem: unknown): void => {
    times += 1
    if (now() < quietUntil) return
    log.warn({ problem: wordsOf(problem), times }, 'traces are not delivered')
    quietUntil = now() + EVERY_MS
    times = 0
  }
}

/** A connection that is refused on two addresses has no message of its own; its code says enough. */
function wordsOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem)
  const code = 'code' in problem ? String(problem.code) : ''
  return [code, problem.message].filter(Boolean).join(': ') || problem.name
}
