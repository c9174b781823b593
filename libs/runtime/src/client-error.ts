import type { Socket } from 'node:net'
import { HttpProblem, PROBLEM_TYPE, problemBody } from './problem.ts'
import { PROBLEMS } from './problem-codes.ts'
import { startTrace } from './trace.ts'

/** Destroyed at once, with bytes unread, TCP would reset the line before the answer is read; a client may also never hang up. */
const LAST_WORDS_MS = 2_000

/**
 * Answers bytes that never became a request: no route and no logger know of them yet. The connection is gone
 * two seconds later, whatever the client does.
 */
export function createSocketRefusal(maxHeaderBytes: number) {
  return function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return
    const problem = problemOf(error.code, maxHeaderBytes)
    const body = JSON.stringify(problemBody(problem, '/', startTrace().traceId))
    const head = [
      `HTTP/1.1 ${problem.status} ${PROBLEMS[problem.code].title}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
    const cut = setTimeout(() => socket.destroy(), LAST_WORDS_MS)
    socket.on('close', () => clearTimeout(cut))
  }
}

function problemOf(code: string | undefined, maxHeaderBytes: number): HttpProblem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `the request line and the headers may have at most ${maxHeaderBytes} bytes together`
    return new HttpProblem(431, 'headers_too_large', detail)
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpProblem(408, 'request_timeout', 'the headers did not arrive in time')
  }
  return new HttpProblem(400, 'invalid_request', 'this is not HTTP')
}
