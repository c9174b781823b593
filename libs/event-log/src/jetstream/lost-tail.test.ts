import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleOf } from '@soundmill/events/examples'
import { scratch, until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { quiet } from '../contract/bench.ts'
import { freePort, startNatsServer } from '../nats-server/index.ts'
import { ensureTopology } from '../topology/index.ts'
import { openJetStreamLog } from './index.ts'

/** As many as are asked for at once: the follower is between two such chunks when the end goes missing. */
const CHUNK = 64

describe('a log that has lost its end, as after a power cut', () => {
  it('is followed without a gap: what was said afterwards is seen, from the first event on', async () => {
    const { dir } = await scratch()
    const [home, copy] = [join(dir, 'nats'), join(dir, 'copy')]
    const port = await freePort()
    const start = () => startNatsServer({ dir: home, log: quiet, port })
    let server = await start()
    onTestFinished(() => server.close())
    const log = openJetStreamLog({ url: server.url, log: quiet })
    onTestFinished(() => log.close())
    const append = async (count: number) => {
      const ids: string[] = []
      for (let i = 0; i < count; i++) {
        const saying = () => log.append(exampleOf('started'))
        ids.push((await until(saying, { what: 'the log to take an event' })).event.id)
      }
      return ids
    }
    await ensureTopology({ url: server.url })
    const kept = await append(CHUNK)
    await server.close()
    await cp(home, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
    server = await start()
    await append(36)

    const seen: string[] = []
    let release: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const following = await log.follow({ after: undefined }, async ({ event }) => {
      if (seen.length === CHUNK - 1) await gate
      seen.push(event.id)
    })
    await until(() => seen.length === CHUNK - 1, { what: 'the first chunk' })
    await server.close()
    await rm(home, { recursive: true })
    await cp(copy, home, { recursive: true })
    server = await start()
    const early = await append(16)
    release()
    const late = await append(40)
    await until(() => seen.includes(late.at(-1) ?? ''), { what: 'the last event' })
    await following.stop()
    expect(seen).toEqual([...kept, ...early, ...late])
  })
})
