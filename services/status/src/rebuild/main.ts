import { NatsEnv, natsOptions, natsPair, openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ConfigError, LogEnv, runOnce } from '@soundmill/runtime'
import { z } from 'zod'
import { ViewsUnavailableError } from '../store/index.ts'
import { MongoEnv, mongoOptions, mongoTogether, openMongoRebuilding } from '../store/mongo/index.ts'
import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { isDifferent, rebuild } from './rebuild.ts'
import { createScreen } from './screen.ts'

const Config = z.object({ ...LogEnv, ...NatsEnv, ...MongoEnv }).check(natsPair, mongoTogether)

/**
 * `npm run rebuild-view`: one step, for a view in MongoDB. Exit codes as those of every one-shot; 1 also when
 * `--check` found a difference.
 */
await runOnce('rebuild-view', Config, async ({ config, log, use, closing }) => {
  const chosen = understood(process.argv.slice(2))
  if (chosen.help) return void process.stdout.write(`${USAGE}\n`)
  const store = use(openMongoRebuilding(mongoOptions(config)), 'status store')
  if (chosen.dropOld) return tellDropped(await explained(store.dropOlder()), chosen)
  const events = use(openJetStreamLog({ ...natsOptions(config), log }), 'event log')
  const screen = createScreen(process.stdout, chosen)
  const { check } = chosen
  const options = { events, store, log, check, signal: closing, onProgress: screen.progress }
  const report = await explained(rebuild(options))
  screen.report(report)
  if (check && isDifferent(report)) throw new Error('what is served is not what the log says')
})

function understood(args: string[]): Arguments {
  try {
    return parseArguments(args)
  } catch (err) {
    throw new ConfigError([err instanceof Error ? err.message : String(err), USAGE])
  }
}

/** Who runs all-in-one has no MongoDB, and nothing to rebuild: he is to hear that, too. */
async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    if (!(cause instanceof ViewsUnavailableError)) throw cause
    const inMemory =
      'A view in memory (all-in-one) is built anew at every start: there is nothing to rebuild.'
    throw new Error(`${cause.message} (MONGO_URL). ${inMemory}`, { cause })
  })
}

function tellDropped(dropped: string[], { json }: Arguments): void {
  const text = dropped.length === 0 ? 'no earlier release left anything' : `dropped ${dropped.join(', ')}`
  process.stdout.write(`${json ? JSON.stringify({ dropped }) : text}\n`)
}
