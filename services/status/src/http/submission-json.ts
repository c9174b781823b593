import { isInline, type Submission } from '../views/job-view.ts'

/** The preset of a submission, where its spec is at hand. */
export function presetOf({ spec }: Submission): { preset?: string } {
  return spec && isInline(spec) ? { preset: spec.preset } : {}
}
