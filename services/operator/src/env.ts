import { z } from 'zod'

/** How patient an erasing is. Spread it into a main's Config. */
export const EraseEnv = {
  ERASE_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(60_000)
    .describe('how long erase waits for an episode to be at rest, in milliseconds'),
  // A reconciler that read an entry before it went says its event within seconds, or never.
  ERASE_QUIET_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .default(15_000)
    .describe('how long nothing of an episode may be left before its events go, in milliseconds'),
}

/** Where the one process keeps everything. */
export const LocalEnv = {
  DATA_DIR: z.string().default('./data').describe('everything the one process keeps'),
}
