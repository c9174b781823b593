import { STEPS, type Step } from '@soundmill/event-log'

/**
 * What part of a job's time each step takes, as seen on four minutes with one MP3 and a store on the same machine. Only
 * the proportions count, and roughly: the job's own speed corrects them as it goes.
 */
const SHARES: Record<Step, number> = { download: 2, inspect: 30, render: 43, verify: 22, store: 3 }

const WHOLE = sum(STEPS)

/** Earlier, what one knows of the speed is mostly chance. */
const LEAST_SECONDS = 1

type Reached = { step: Step; percent: number }

/** What is known of the whole job: how much of it is done, and how long the rest takes. */
export type Outlook = { overallPercent?: number; etaSeconds?: number }

/**
 * Estimates how far a job is from how far its steps are: what is left takes as long, for its share, as what was done
 * since the source was there; how fast that came says nothing about the rest.
 */
export function createOutlook(now: () => number) {
  let overall = 0
  let first: { at: number; overall: number } | undefined

  return {
    reached({ step, percent }: Reached): void {
      // Some files are stored long before the end; and those at the end are many, each of which begins at 0.
      const own = step === 'store' ? overall : beforeStep(step) + (SHARES[step] * percent) / WHOLE
      overall = Math.max(overall, own)
      if (step !== 'download') first ??= { at: now(), overall }
    },
    read(): Outlook {
      const overallPercent = round(overall)
      if (!first) return { overallPercent }
      const seconds = (now() - first.at) / 1_000
      const done = overall - first.overall
      if (seconds < LEAST_SECONDS || done < 1) return { overallPercent }
      return { overallPercent, etaSeconds: round((seconds * (100 - overall)) / done) }
    },
  }
}

/** The percentage of the job that is done when this step begins. */
const beforeStep = (step: Step) => (100 * sum(STEPS.slice(0, STEPS.indexOf(step)))) / WHOLE

function sum(steps: readonly Step[]): number {
  return steps.reduce((total, step) => total + SHARES[step], 0)
}

const round = (value: number) => Math.round(value * 10) / 10
