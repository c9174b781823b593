import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleOf } from '@soundmill/events/examples'
import { scratch, until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { everything, quiet } from '../contract/bench.ts'
import { openJetStreamLog } from '../jetstream/index.ts'
import { ensureTopology } from '../topology/index.ts'
import { DirectoryInUseError, startNatsServer } from './index.ts'
import { NatsServerMissingError } from './version.ts'

async function start(dir: string) {
  const server = await startNatsServer({ dir, log: quiet })
  onTestFinished(() => server.close())
  await ensureTopology({ url: server.url })
  const log = openJetStreamLog({ url: server.url, log: quiet })
  onTestFinished(() => log.close())
  return { server, log }
}

const tempDir = async () => (await scratch()).dir

describe('the nats-server of a process that has none given', () => {
  it('is started again when it dies, at the same address with the same log', async () => {
    const { server, log } = await start(await tempDir())
    const { event } = await log.append(exampleOf('started'))
    const killed = server.pid()
    process.kill(killed ?? 0, 'SIGKILL')
    await until(() => server.pid() !== undefined && server.pid() !== killed, { what: 'another process' })
    const seen = await until(() => everything(log), { what: 'the log to be back' })
    expect(seen.map((recorded) => recorded.event)).toEqual([event])
  })

  it('keeps its log over a stop', async () => {
    const dir = await tempDir()
    const first = await start(dir)
    const { event } = await first.log.append(exampleOf('started'))
    await first.log.close()
    await first.server.close()
    expect((await everything((await start(dir)).log)).map((recorded) => recorded.event)).toEqual([event])
  })

  it('ends one that a killed process left behind, before a second one touches its files', async () => {
    const dir = await tempDir()
    await (await startNatsServer({ dir, log: quiet })).close()
    const orphan = spawn('nats-server', ['-c', join(dir, 'nats.conf')], { stdio: 'ignore' })
    await writeFile(join(dir, 'nats-server.pid'), String(orphan.pid))
    const gone = once(orphan, 'exit')
    await start(dir)
    await gone
  })

  it('leaves one alone that another process is using', async () => {
    const dir = await tempDir()
    const { log } = await start(dir)
    await expect(startNatsServer({ dir, log: quiet })).rejects.toThrow(DirectoryInUseError)
    await log.append(exampleOf('started'))
  })

  it('is not given up for dying young again and again, once it has run', async () => {
    const dir = await tempDir()
    const { server, log } = await start(dir)
    const port = Number(new URL(server.url).port)
    const deaths: number[] = []
    await until(
      async () => {
        const pid = server.pid()
        if (pid !== undefined && !deaths.includes(pid)) {
          process.kill(pid, 'SIGKILL')
          deaths.push(pid)
        }
        return deaths.length > 6
      },
      { what: 'seven deaths', timeoutMs: 50_000 },
    )
    await until(() => log.append(exampleOf('started')), {
      what: `port ${port} to answer again`,
      timeoutMs: 40_000,
    })
  }, 120_000)

  it('says what to do when the binary is not there', async () => {
    const starting = startNatsServer({ dir: await tempDir(), log: quiet, binary: 'no-such-nats-server' })
    await expect(starting).rejects.toThrow(NatsServerMissingError)
  })
})
