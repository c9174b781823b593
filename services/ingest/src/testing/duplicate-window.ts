import { randomUUID } from 'node:crypto'
import { until } from '@soundmill/test-support'
import { connect, type JetStreamClient, type JetStreamManager, nanos } from 'nats'
import type { World } from './world.ts'

type Log = Pick<World, 'subjects' | 'namespace'>

/** As short as a server takes it. */
const WINDOW_MS = 100

/** Makes the server forget the ids of messages almost at once, instead of after ten minutes. */
export function shortenDuplicateWindow(natsUrl: string, { subjects }: Log): Promise<void> {
  return asOperator(natsUrl, async (jsm) => {
    const { config } = await jsm.streams.info(subjects.stream)
    await jsm.streams.update(subjects.stream, { ...config, duplicate_window: nanos(WINDOW_MS) })
  })
}

/** Resolves when the server has forgotten the id of every message that it has now: a later one was taken twice. */
export function outlastDuplicateWindow(natsUrl: string, { namespace }: Log): Promise<void> {
  return asOperator(natsUrl, async (_, js) => {
    const msgID = randomUUID()
    const isTaken = async () =>
      !(await js.publish(`${namespace}.library.probe`, new Uint8Array(), { msgID })).duplicate
    await isTaken()
    await until(isTaken, { what: 'the server to forget' })
  })
}

async function asOperator(
  natsUrl: string,
  act: (jsm: JetStreamManager, js: JetStreamClient) => Promise<void>,
): Promise<void> {
  const nc = await connect({ servers: natsUrl })
  try {
    await act(await nc.jetstreamManager({ checkAPI: false }), nc.jetstream())
  } finally {
    await nc.close()
  }
}
