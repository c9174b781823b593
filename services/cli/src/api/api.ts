import type { z } from 'zod'
import { printable } from '../terminal/printable.ts'
import { Problem } from './command-answers.ts'
import { LocalError, RefusedError, UnreachableError } from './errors.ts'

/** What was understood of an answer, and the whole of it. */
export type Answer<T> = { value: T; body: unknown }

type Ask = { signal: AbortSignal; method?: string; body?: unknown; idempotencyKey?: string | undefined }

/** Longest silence before an answer to a short question, in milliseconds; those that wait say so themselves. */
const ANSWER_WITHIN_MS = 90_000

/** The server, as far as its address goes. */
export type Api = {
  /** Without a slash at the end. */
  url: string
  /** Asks for JSON. Rejects with RefusedError, UnreachableError, or the reason of the signal. */
  ask<S extends z.ZodType>(path: string, schema: S, ask: Ask): Promise<Answer<z.output<S>>>
  /** Any other request, whatever the answer. Rejects as `ask` does when there is none. */
  fetch(path: string, init: RequestInit & { signal: AbortSignal }): Promise<Response>
}

/** Throws LocalError for an address that is none of HTTP. */
export function createApi(address: string): Api {
  const url = addressOf(address)

  async function fetched(path: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
    try {
      return await fetch(url + path, init)
    } catch (error) {
      init.signal.throwIfAborted()
      throw new UnreachableError(url, error)
    }
  }

  return {
    url,
    fetch: fetched,
    async ask(path, schema, { signal, method = 'GET', body, idempotencyKey }) {
      const headers = {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      }
      const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
      const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      let response: Response
      let text: string
      try {
        response = await fetched(path, { ...init, signal: patience })
        text = await response.text()
      } catch (error) {
        signal.throwIfAborted()
        throw error instanceof UnreachableError ? error : new UnreachableError(url, error)
      }
      return understood(schema, { status: response.status, headers: response.headers, text })
    },
  }
}

function addressOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  const what = `${printable(address)} is not the address of a server (http://…)`
  throw new LocalError('usage', `${what}: look at --url or SOUNDMILL_URL`)
}

type Raw = { status: number; headers: { get(name: string): string | null }; text: string }

/** What an answer says. Throws RefusedError for a refusal, LocalError for what no Soundmill would say. */
export function understood<S extends z.ZodType>(
  schema: S,
  { status, headers, text }: Raw,
): Answer<z.output<S>> {
  const body = parsed(text)
  if (status >= 200 && status < 300) {
    const { data, error } = schema.safeParse(body)
    if (error === undefined) return { value: data, body }
    const where = error.issues.map(({ path, message }) => `${path.join('/') || 'body'}: ${message}`)
    throw new LocalError('not_understood', `the answer is not understood: ${printable(where.join('; '))}`)
  }
  throw refusal(status, body, headers.get('retry-after'))
}

/** A refusal as an error, also where a proxy in between made it. */
export function refusal(status: number, body: unknown, retryAfter: string | null): RefusedError {
  const known = Problem.safeParse(body)
  const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined
  if (known.success) return new RefusedError(known.data, body, seconds)
  const problem = { status, code: `http_${status}`, detail: `the server answers ${status}, and not why` }
  return new RefusedError(problem, { type: 'about:blank', ...problem }, seconds)
}

/** JSON, or undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
