import type { Artifact, Finding, Inspection, Job } from '@soundmill/cli'

/** What was measured and found. */
export type Published = { inspections: Inspection[]; findings: Finding[]; artifacts: Artifact[] }

/** An artifact that was downloaded, and whether it is what the manifest promises. */
export type Verified = Artifact & {
  path: string
  /** Why it is not what was promised; absent when it is. */
  wrong?: string
}

/** What became of one file. */
export type Outcome = { file: string } & (
  | {
      outcome: 'succeeded'
      episode: string
      job: string
      directory: string
      published: Published
      artifacts: Verified[]
      /** What was asked for and is not there: formats, and files that every job makes. */
      missing: string[]
    }
  /** The upload was taken, the job did not succeed. */
  | { outcome: 'failed' | 'canceled'; episode: string; job: string; code: string; reason: string }
  /** The upload was not taken; `local` when it never left this machine. */
  | { outcome: 'refused'; code: string; reason: string }
)

/** What every job makes, whatever was asked for. */
const ALWAYS = ['waveform.json', 'waveform.dat']

/** What was asked for and is not there. A rendition only counts with what was measured on it. */
export function missingOf({ spec }: Pick<Job, 'spec'>, artifacts: readonly Artifact[]): string[] {
  const formats = spec?.renditions?.map(({ format }) => format) ?? []
  return [
    ...formats.filter(
      (format) => !artifacts.some((one) => one.measurements && one.name.endsWith(`.${format}`)),
    ),
    ...ALWAYS.filter((name) => !artifacts.some((one) => one.name === name)),
  ]
}

/** Whether all that was asked for exists and is what it claims to be. */
export function isGood(result: Outcome): boolean {
  return (
    result.outcome === 'succeeded' &&
    result.missing.length === 0 &&
    result.artifacts.some(({ measurements }) => measurements) &&
    result.artifacts.every(({ wrong }) => wrong === undefined)
  )
}
