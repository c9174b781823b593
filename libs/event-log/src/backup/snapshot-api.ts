import type { NatsConnection } from 'nats'
import { NatsError } from 'nats'
import { z } from 'zod'

/** The server is there and will not do it; the message is its own. */
export class LogRefusedError extends Error {
  override name = 'LogRefusedError'
}

/** Before it answers, a server looks through the files of the stream. */
const ANSWER_MS = 30_000

const Refusal = z.object({ error: z.object({ description: z.string() }) })

/**
 * One request to JetStream's API for snapshots, which the client has no words for; they are those of nats-server
 * itself (`server/jetstream_api.go`), and `nats stream backup` uses the same. Rejects with LogRefusedError, and with
 * the client's own error when nobody answers.
 */
export async function askServer<T>(
  nc: NatsConnection,
  { subject, body, answer }: { subject: string; body: object; answer: z.ZodType<T> },
): Promise<T> {
  const reply = await nc.request(subject, JSON.stringify(body), { timeout: ANSWER_MS })
  return understood(reply.json(), answer)
}

/** The last chunk of a restore is answered as a request is. Throws LogRefusedError. */
export function understood<T>(said: unknown, answer: z.ZodType<T>): T {
  const refusal = Refusal.safeParse(said)
  if (refusal.success) throw new LogRefusedError(refusal.data.error.description)
  return answer.parse(said)
}

/** Whether the stream is not there, which every server says with 404. */
export const isMissing = (err: unknown): boolean => err instanceof NatsError && err.code === '404'
