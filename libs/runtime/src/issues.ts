import type { z } from 'zod'
import type { ProblemIssue } from './problem.ts'

/**
 * What zod found, as a problem lists it. `root` says where the value came from: `issuesOf(error, 'spec')`
 * gives `spec/loudness/target`. Of a union, the branch that came nearest is told.
 */
export function issuesOf(error: z.core.$ZodError, root: string): ProblemIssue[] {
  return error.issues.flatMap((issue) => flatten(issue, root))
}

function flatten(issue: z.core.$ZodIssue, root: string): ProblemIssue[] {
  const path = [root, ...issue.path.map(String)].join('/')
  const nearest = issue.code === 'invalid_union' ? nearestBranch(issue.errors) : undefined
  if (nearest) return nearest.flatMap((inner) => flatten(inner, path))
  return [{ path, message: issue.message }]
}

/** The branch whose mistakes lie deepest, and of those the one with the fewest. */
function nearestBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const depth = (branch: z.core.$ZodIssue[]) => Math.max(0, ...branch.map((issue) => issue.path.length))
  return branches
    .filter((branch) => branch.length > 0)
    .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
}
