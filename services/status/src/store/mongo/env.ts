import { certificates } from '@soundmill/tls'
import { MongoClient } from 'mongodb'
import { z } from 'zod'

/** The environment this adapter reads. Spread it into a main's Config. */
export const MongoEnv = {
  MONGO_URL: z
    .string()
    .refine(isMongoUrl, 'expected mongodb://host:27017/database or mongodb+srv://…')
    .default('mongodb://127.0.0.1:27017/soundmill')
    .describe(
      'MongoDB, with credentials and options, `tls=true` for TLS; the database is `soundmill` when it names none',
    ),
  MONGO_CA: certificates
    .optional()
    .describe(
      'who may have signed the certificate of MongoDB, in PEM, instead of the public ones; asks for TLS',
    ),
}

type Together = { MONGO_CA?: string | undefined; MONGO_URL: string }

/** What only shows when the variables are seen together: one asks for TLS and the other forbids it. */
export const mongoTogether = z.superRefine<Together>(
  ({ MONGO_CA, MONGO_URL }, context) => {
    if (MONGO_CA === undefined || !/[?&](tls|ssl)=false/i.test(MONGO_URL)) return
    const message = 'MONGO_CA is set, so it must not say tls=false'
    context.addIssue({ code: 'custom', path: ['MONGO_URL'], message, input: MONGO_URL })
  },
  { when: () => true },
)

/** What the environment says, as options of `openMongoStore` and `openMongoRebuilding`. */
export const mongoOptions = ({ MONGO_URL: url, MONGO_CA: ca }: z.infer<z.ZodObject<typeof MongoEnv>>) => ({
  url,
  ca,
})

/** The driver knows best; a client that was never used holds nothing open. */
function isMongoUrl(url: string): boolean {
  try {
    new MongoClient(url)
    return true
  } catch {
    return false
  }
}

/** The database a URL names between its hosts and its options. */
export function databaseOf(url: string): string {
  const [, name] = /^[a-z+]+:\/\/[^/]+\/([^?]+)/.exec(url) ?? []
  return name === undefined ? 'soundmill' : decodeURIComponent(name)
}
