import { backUpLog } from '@soundmill/event-log/backup'
import { NatsEnv, natsOptions, natsPair } from '@soundmill/event-log/jetstream'
import { LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { directoryNamed, explained } from '../directory-named.ts'

const Config = z.object({ ...LogEnv, ...NatsEnv }).check(natsPair)

const USAGE = 'say where to: backup-log DIRECTORY, which must not exist yet'

/** `backup-log DIRECTORY`: a copy of the log as it is at one moment, while everything runs (docs/backup.md). */
await runOnce('backup-log', Config, async ({ config }) => {
  const dir = directoryNamed(process.argv.slice(2), USAGE)
  const backup = backUpLog({ ...natsOptions(config), dir })
  const { events, lastSequence, bytes } = await explained(backup, 'Nothing was backed up.')
  process.stdout.write(`${dir}: ${events} events up to sequence ${lastSequence}, ${bytes} bytes\n`)
})
