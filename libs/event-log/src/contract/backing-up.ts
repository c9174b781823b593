import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exampleEvents, exampleOf, newScene } from '@soundmill/events/examples'
import { scratch, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { BackupUnusableError, backUpLog, LogRefusedError, restoreLog } from '../backup/index.ts'
import {
  type Bench,
  type ContractServer,
  everything,
  placeOf,
  setUp,
  start,
  submitJobs,
  unsettled,
  workerThat,
} from './bench.ts'

/** What an operator may rely on who keeps copies of the log. */
export function backingUpContract(server: () => ContractServer) {
  async function setUpBackup() {
    const bench = await setUp(server())
    const { dir: parent } = await scratch()
    const options = { url: bench.server.url, namespace: bench.namespace, dir: join(parent, 'backup') }
    return { bench, log: bench.open(), parent, options }
  }

  describe('a backup of the log', () => {
    it('brings back every event in its place, and how far the workers were', async () => {
      const { bench, log, options } = await setUpBackup()
      const handled: string[] = []
      const worker = workerThat(async ({ event }) => {
        handled.push(event.job)
        return 'done'
      })
      const [done] = await submitJobs(log, 1)
      const working = await start(log, worker)
      await until(async () => (await unsettled(log, 'normal')) === 0, { what: 'the first job to be done' })
      await working.stop(1_000)
      const [waiting] = await submitJobs(log, 1)
      const before = await everything(log)
      expect(await backUpLog(options)).toMatchObject({ events: 2, lastSequence: 2 })

      await log.append(exampleOf('started'))
      await removeStream(bench)
      expect(await restoreLog(options)).toMatchObject({ events: 2, lastSequence: 2 })
      expect(eventsOf(await everything(log))).toEqual(eventsOf(before))
      await start(log, worker)
      await until(() => handled.length === 2, { what: 'the job that waited' })
      expect(handled).toEqual([done?.job, waiting?.job])
    })

    it('restored is another log, however far it has grown when somebody looks; the topology step leaves it that', async () => {
      const { bench, log, options } = await setUpBackup()
      const first = await log.append(exampleOf('started'))
      await backUpLog(options)
      await log.append(exampleOf('started'))
      const following = await log.follow({ after: undefined }, async () => undefined)
      await following.caughtUp
      await removeStream(bench)
      await restoreLog(options)
      for (const event of exampleEvents()) await log.append(event)
      expect(await following.ended).toBe('place-lost')
      await bench.topology({ maxBytes: 16 * 1024 ** 2 })
      const again = await log.follow({ after: placeOf(first) }, async () => undefined)
      expect(await again.ended).toBe('place-lost')
    })

    it('holds what was there when it began, whatever is said meanwhile', async () => {
      const { log, options } = await setUpBackup()
      for (let said = 0; said < 200; said++) await log.append(exampleOf('started', newScene()))
      let isOver = false
      const speaking = (async () => {
        while (!isOver) await log.append(exampleOf('started', newScene()))
      })()
      const { events, lastSequence } = await backUpLog(options)
      isOver = true
      await speaking
      expect(events).toBeGreaterThanOrEqual(200)
      expect(lastSequence).toBe(events)
    })
  })

  describe('whoever restores', () => {
    it('is refused where there is a log already, and nothing happens to it', async () => {
      const { log, options } = await setUpBackup()
      await backUpLog(options)
      await log.append(exampleOf('started'))
      await expect(restoreLog(options)).rejects.toThrow(LogRefusedError)
      expect(await everything(log)).toHaveLength(1)
    })

    it('is told when the backup is not what was written, of another log, or none', async () => {
      const { bench, log, options, parent } = await setUpBackup()
      await log.append(exampleOf('started'))
      await backUpLog(options)
      await removeStream(bench)
      await expect(restoreLog({ ...options, dir: parent })).rejects.toThrow(BackupUnusableError)
      await expect(restoreLog({ ...options, namespace: 'another' })).rejects.toThrow(BackupUnusableError)
      await appendFile(join(options.dir, 'stream.tar.s2'), 'x')
      await expect(restoreLog(options)).rejects.toThrow(BackupUnusableError)
    })
  })

  describe('whoever backs up', () => {
    it('never writes over a backup, and leaves nothing that only looks like one', async () => {
      const { bench, options, parent } = await setUpBackup()
      await backUpLog(options)
      await expect(backUpLog(options)).rejects.toThrow(BackupUnusableError)
      await removeStream(bench)
      await expect(backUpLog({ ...options, dir: join(parent, 'next') })).rejects.toThrow(LogRefusedError)
      expect(await readdir(parent)).toEqual(['backup'])
    })
  })
}

async function removeStream({ outsider, subjects }: Bench): Promise<void> {
  const jsm = await outsider.jetstreamManager({ checkAPI: false })
  await jsm.streams.delete(subjects.stream)
}

const eventsOf = (recorded: Awaited<ReturnType<typeof everything>>) =>
  recorded.map(({ event, sequence }) => ({ event, sequence }))
