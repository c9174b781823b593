import { scrubbed } from './scrub.ts'

/** An error as the log has it. Nothing else that libraries hang on theirs: requests, headers, what a tool printed. */
export type LoggedError = {
  type: string
  message: string
  code?: string | number
  status?: number
  stack?: string
  cause?: LoggedError
  errors?: LoggedError[]
}

/** How many causes of causes are told. */
const DEEPEST = 5
/** How many of several errors. */
const MOST = 5

/** What of an error may be in a log; whatever else was thrown, as text. */
export function loggedError(err: unknown, depth = 1): LoggedError {
  if (!(err instanceof Error)) return { type: typeof err, message: scrubbed(String(err)) }
  const { name, message, stack, cause } = err
  const isDeep = depth >= DEEPEST
  return {
    type: name,
    message: scrubbed(message),
    ...codesOf(err),
    ...(stack !== undefined && { stack: scrubbed(stack) }),
    ...(cause !== undefined && !isDeep && { cause: loggedError(cause, depth + 1) }),
    ...(err instanceof AggregateError &&
      !isDeep && { errors: err.errors.slice(0, MOST).map((each) => loggedError(each, depth + 1)) }),
  }
}

function codesOf(err: Error): Pick<LoggedError, 'code' | 'status'> {
  const code = 'code' in err ? err.code : undefined
  const status = 'status' in err ? err.status : undefined
  return {
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof status === 'number' && { status }),
  }
}
