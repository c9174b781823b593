import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import { newId } from '@soundmill/events'
import { until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { passwordOf } from './conf.ts'
import { inTheImage, onThePath, type Server } from './servers.ts'
import { connectAs, type Someone } from './trying.ts'

/** NATS does not check where somebody wants an answer sent (docs/least-privilege.md): this is how far that goes. */
function answers(start: () => Promise<Server>) {
  let server: Server
  let status: Someone
  beforeAll(async () => {
    server = await start()
    await ensureTopology({ url: server.url, user: 'topology', password: passwordOf('topology') })
    status = await connectAs(server.url, 'status')
  })
  afterAll(async () => {
    await status?.nc.close()
    await server?.stop()
  })

  const asUser = (user: string) => ({ url: server.url, user, password: passwordOf(user) })
  const open = () => openJetStreamLog({ ...asUser('status'), log: { info() {}, warn() {} } })

  /** Asks for something harmless, the answer to go there. */
  async function askFor(reply: string) {
    status.nc.publish('$JS.API.STREAM.INFO.SOUNDMILL', undefined, { reply })
    await status.nc.flush()
  }

  it('that go into the log are there, and followers go past them', async () => {
    const events = open()
    await askFor(`soundmill.episodes.my-show.${newId()}.${newId()}.started`)
    await until(async () => (await events.state()).lastSequence === 1, { what: 'the answer to be stored' })
    const heard: unknown[] = []
    const following = await events.follow({ after: undefined }, async (recorded) => void heard.push(recorded))
    await following.caughtUp
    await following.stop()
    expect(heard).toEqual([])
    await events.close()
  })

  it.each(['PURGE', 'DELETE', 'MSG.DELETE'])('that ask for a %s are not heard', async (what) => {
    const events = open()
    const before = await events.state()
    await askFor(`$JS.API.STREAM.${what}.SOUNDMILL`)
    // Another answer that comes after it shows that it would have come.
    await askFor(`soundmill.episodes.my-show.${newId()}.${newId()}.started`)
    const hasGrown = async () => (await events.state()).lastSequence === before.lastSequence + 1
    await until(hasGrown, { what: 'the answer to be stored' })
    expect((await events.state()).fill).toBeGreaterThan(before.fill)
    await events.close()
  })
}

describe('F35: answers, on the nats-server of the PATH,', () => answers(onThePath))
describe.skipIf(!inject('docker'))('F35: answers, on the image of the deployment,', () => answers(inTheImage))
