import type { Socket } from 'node:net'
import { HttpProblem, PROBLEM_TYPE, problemBody } from './problem.ts'
import { PROBLEMS } from './problem-codes.ts'
import { startTrace } from './trace.ts'

/** Answers bytes that never became a request: no route and no logger know of them yet. */
export function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const problem = problemOf(error.code)
  const body = JSON.stringify(problemBody(problem, '/', startTrace().traceId))
  const head = [
    `HTTP/1.1 ${problem.status} ${PROBLEMS[problem.code].title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function problemOf(code: string | undefined): HttpProblem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpProblem(431, 'headers_too_large', 'the headers are longer than 16 KiB')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpProblem(408, 'request_timeout', 'the headers did not arrive in time')
  }
  return new HttpProblem(400, 'invalid_request', 'this is not HTTP')
}
