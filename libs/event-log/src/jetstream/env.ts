import { areOfOnePair, certificates, privateKey } from '@soundmill/tls'
import { z } from 'zod'
import type { NatsOptions } from './connect-options.ts'
import { areServers, SERVERS_EXPECTED } from './servers.ts'

const servers = z
  .string()
  .refine(areServers, SERVERS_EXPECTED)
  .describe(
    'NATS servers, separated by commas, `tls://` for TLS; all-in-one starts its own when it is not set',
  )

/** The environment this adapter reads. Spread it into a main's Config, and let that `check(natsPair)`. */
export const NatsEnv = {
  NATS_URL: servers.default('nats://127.0.0.1:4222'),
  NATS_USER: z.string().optional().describe('NATS user; its inboxes are private to it (`_INBOX_<user>`)'),
  NATS_PASSWORD: z.string().optional().describe('password of NATS_USER'),
  NATS_CA: certificates
    .optional()
    .describe(
      'who may have signed the certificate of NATS, in PEM, instead of the public ones; asks for TLS',
    ),
  NATS_CERT: certificates.optional().describe('certificate to show to NATS, in PEM; asks for TLS'),
  NATS_KEY: privateKey.optional().describe('private key of NATS_CERT, in PEM'),
  SOUNDMILL_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a slug: a-z, 0-9 and -, beginning with a letter')
    .default('soundmill')
    .describe('first token of every subject; in upper case, the name of the stream'),
}

/** The same for a process that has a server of its own, unless one is named. */
export const OwnNatsEnv = { ...NatsEnv, NATS_URL: servers.optional() }

type NatsConfig = z.infer<z.ZodObject<typeof NatsEnv>>

type Pair = { NATS_CERT?: string | undefined; NATS_KEY?: string | undefined }

/** What only shows when the variables are seen together. */
export const natsPair = z.superRefine<Pair>(
  ({ NATS_CERT, NATS_KEY }, context) => {
    const isAlone = (NATS_CERT === undefined) !== (NATS_KEY === undefined)
    const isStrange = NATS_CERT && NATS_KEY && !areOfOnePair(NATS_CERT, NATS_KEY)
    const name = NATS_CERT === undefined ? 'NATS_CERT' : 'NATS_KEY'
    const message = isAlone ? 'is needed too' : 'is not the key of NATS_CERT'
    if (isAlone || isStrange) context.addIssue({ code: 'custom', path: [name], message })
  },
  { when: () => true },
)

/** What the environment says, as options of `openJetStreamLog` and `ensureTopology`. */
export function natsOptions(config: NatsConfig): NatsOptions & { namespace: string } {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password, SOUNDMILL_NAMESPACE: namespace } = config
  const { NATS_CA: ca, NATS_CERT: cert, NATS_KEY: key } = config
  return {
    url,
    namespace,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...((ca ?? cert) !== undefined && { tls: { ca, cert, key } }),
  }
}
