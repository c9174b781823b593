import { z } from 'zod'
import { PROBLEMS, type ProblemCode, type ProblemPair } from './problem-codes.ts'

/** Where in the request something is wrong (`body/loudness/target`, `query/limit`), and what. */
export type ProblemIssue = { path: string; message: string }

export type ProblemOptions = {
  errors?: ProblemIssue[]
  /** Sent with the answer: `Retry-After`, `Allow`, `Content-Range`. */
  headers?: Record<string, string>
  /** For the log only. */
  cause?: unknown
}

/**
 * Thrown in a route to refuse the request: `throw new HttpProblem(409, 'conflict', 'the job has …')`.
 * `detail` is read by the client; the cause is only logged.
 */
export class HttpProblem extends Error {
  override name = 'HttpProblem'
  readonly status: number
  readonly code: ProblemCode
  readonly errors: ProblemIssue[] | undefined
  readonly headers: Record<string, string>
  constructor(
    ...[status, code, detail, options]: [...ProblemPair, detail: string, options?: ProblemOptions]
  ) {
    super(detail, { cause: options?.cause })
    this.status = status
    this.code = code
    this.errors = options?.errors
    this.headers = options?.headers ?? {}
  }
}

/** The body of every answer from 400 on: RFC 9457, `application/problem+json`. */
export const ProblemBody = z.object({
  type: z.string().describe('`urn:soundmill:problem:<code>`'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('One of a closed list; safe to act on'),
  detail: z.string().describe('What happened, for people'),
  instance: z.string().describe('The path that was asked for'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  traceId: z.string().describe('Finds the request in the logs'),
})

export const PROBLEM_TYPE = 'application/problem+json'

/** A problem as the client sees it. `url` may have a query: it is dropped, for it may hold personal things. */
export function problemBody(problem: HttpProblem, url: string, traceId: string): z.infer<typeof ProblemBody> {
  return {
    type: `urn:soundmill:problem:${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    instance: url.split('?', 1)[0] ?? url,
    ...(problem.errors && { errors: problem.errors }),
    traceId,
  }
}
