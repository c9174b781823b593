import type { Artifact, Published } from './api.ts'

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
    }
  /** The upload was taken, the job did not succeed. */
  | { outcome: 'failed' | 'canceled'; episode: string; job: string; code: string; reason: string }
  /** The upload was not taken; `local` when it never left this machine. */
  | { outcome: 'refused'; code: string; reason: string }
)

/** Whether all that was asked for exists and is what it claims to be. */
export function isGood(result: Outcome): boolean {
  return (
    result.outcome === 'succeeded' &&
    result.artifacts.length > 0 &&
    result.artifacts.every(({ wrong }) => wrong === undefined)
  )
}
