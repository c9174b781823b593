import { restoreLog } from '@soundmill/event-log/backup'
import { NatsEnv, natsOptions, natsPair } from '@soundmill/event-log/jetstream'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { directoryNamed, explained } from '../directory-named.ts'

const Config = z.object({ ...LogEnv, ...NatsEnv }).check(natsPair)

const USAGE = 'say from where: restore-log DIRECTORY, which backup-log or `nats stream backup` has made'
const WHAT_TO_DO = 'Nothing was taken away. Before a log is restored there must be none: see docs/backup.md'

/** `restore-log DIRECTORY`: makes the log from a copy, on a server that has none (docs/backup.md). */
await runOnce('restore-log', Config, async ({ config }) => {
  const dir = directoryNamed(process.argv.slice(2), USAGE)
  const restored = restoreLog({ ...natsOptions(config), dir })
  const { events, lastSequence } = await explained(restored, WHAT_TO_DO)
  process.stdout.write(
    `restored ${events} events up to sequence ${lastSequence}. Run the topology step now.\n`,
  )
})
