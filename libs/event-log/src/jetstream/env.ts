import { z } from 'zod'
import type { NatsOptions } from './connection.ts'

/** The environment this adapter reads. Spread it into a main's Config. */
export const NatsEnv = {
  NATS_URL: z
    .string()
    .default('nats://127.0.0.1:4222')
    .describe('NATS servers, separated by commas; all-in-one starts its own when it is not set'),
  NATS_USER: z.string().optional().describe('NATS user; its inboxes are private to it (`_INBOX_<user>`)'),
  NATS_PASSWORD: z.string().optional().describe('password of NATS_USER'),
  SOUNDMILL_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a slug: a-z, 0-9 and -, beginning with a letter')
    .default('soundmill')
    .describe('first token of every subject; in upper case, the name of the stream'),
}

type NatsConfig = z.infer<z.ZodObject<typeof NatsEnv>>

/** What the environment says, as options of `openJetStreamLog` and `ensureTopology`. */
export function natsOptions(config: NatsConfig): NatsOptions & { namespace: string } {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, SOUNDMILL_NAMESPACE: namespace } = config
  return { url, namespace, ...(user !== undefined && { user }), ...(password !== undefined && { password }) }
}
