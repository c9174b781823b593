/** What a command ends with. Documented in `--help` and in docs/command-line.md: scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** Something was refused, or failed on the way. */
  refused: 1,
  usage: 2,
  jobFailed: 3,
  /** The job was canceled, or the episode deleted. */
  ended: 4,
  timedOut: 5,
  interrupted: 130,
} as const

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_CODES = `exit codes: 0 done · 1 refused, or failed on the way · 2 not understood · 3 a job failed
            4 canceled or deleted · 5 timed out · 130 interrupted`

/** From the worst on: what several of them amount to. */
const BY_WEIGHT = [EXIT.interrupted, EXIT.usage, EXIT.refused, EXIT.jobFailed, EXIT.timedOut, EXIT.ended]

/** The worst of several, as one code. */
export function worstOf(codes: ExitCode[]): ExitCode {
  return BY_WEIGHT.find((code) => codes.includes(code)) ?? EXIT.ok
}

/** What a job that has ended amounts to. */
export function exitCodeOf(outcome: string | undefined): ExitCode {
  if (outcome === 'succeeded') return EXIT.ok
  return outcome === 'failed' ? EXIT.jobFailed : EXIT.ended
}
