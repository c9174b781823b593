import { type Scratch, scratch, until } from '@soundmill/test-support'
import { connect } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from '../checker.ts'
import { type Accepted, newKey, submitUntilAccepted } from '../client.ts'
import { type Release, writeNextRelease } from '../next-release.ts'
import { startRebuildOf } from '../rebuilding.ts'
import { longRecording } from '../recording.ts'
import { createRotation, startTraffic } from '../rotation.ts'
import { seenOutcome } from '../seen.ts'
import { sharedServers, viewIsMissing } from '../servers.ts'
import { sweepEverythingOld } from '../sweep.ts'
import { caughtUp } from '../viewing.ts'
import { startedBy } from '../workers.ts'
import { type FaultWorld, openFaultWorld } from '../world.ts'

/** Requests get time to end, jobs do not: those in hand go back to the log, and the other release goes on with them. */
const ENVIRONMENT = { LINGER_MS: '5000', GRACE_MS: '500', NATS_ACK_WAIT_MS: '30000' }

describe.skipIf(viewIsMissing)('F32: the whole system is updated and taken back, under traffic', () => {
  let world: FaultWorld
  let disk: Scratch
  let release: Release
  const accepted: Accepted[] = []
  beforeAll(async () => {
    disk = await scratch()
    release = await writeNextRelease(disk.dir)
    world = await openFaultWorld({ ingests: 2, status: true, environment: ENVIRONMENT })
  })
  afterAll(async () => {
    await world?.close()
    await disk?.remove()
  })

  const next = (service: string) => world.another(release.mainOf(service), waysOf(world, service))

  /** A job that is in hand, with much left to do, while its worker is told to stop. */
  async function underWay(): Promise<void> {
    const job = await submitUntilAccepted(world, {
      recording: longRecording(60),
      key: newKey(),
      origin: world.ingest.url,
    })
    accepted.push(job)
    await startedBy(world, job)
  }

  it('no request fails, no job is lost or done twice, and each release reads what the other has said', async () => {
    const [ingests, statuses] = [createRotation(world.ingests), createRotation([world.status])]
    const workers = createRotation([world.processor])
    const traffic = startTraffic(world, ingests, statuses)
    const others = {
      ingests: [await next('ingest'), await next('ingest')],
      status: await next('status'),
      processor: await next('processor'),
    }

    // Readers before writers: status, whose view is built before, then processor and ingest.
    await traffic.goesOn()
    const built = await (await startRebuildOf(world, release.rebuildMain)).ended
    expect(built).toMatchObject({ code: 0, report: { swapped: true } })
    await statuses.replaceBy([others.status])
    await traffic.goesOn()
    await underWay()
    await workers.replaceBy([others.processor])
    await traffic.goesOn()
    await ingests.replaceBy(others.ingests)
    await traffic.goesOn(4)
    await until(() => saidByNext(world), { what: 'facts that only the next release says', timeoutMs: 60_000 })

    // And back, in the other order.
    await ingests.replaceBy(world.ingests)
    await traffic.goesOn()
    await underWay()
    await workers.replaceBy([world.processor])
    await traffic.goesOn()
    await statuses.replaceBy([world.status])
    await traffic.goesOn(4)
    await traffic.stop()
    expect(traffic.failures).toEqual([])

    accepted.push(...traffic.accepted)
    for (const job of accepted) expect(await seenOutcome(world, job)).toBe('succeeded')
    await caughtUp(world.status.url)
    await sweepEverythingOld(world)
    expect(await checkPromises(world, accepted)).toEqual([])
  }, 900_000)
})

/** By which lines its namesakes speak; a path is nobody's name. */
function waysOf({ lines, workLines, viewLines }: FaultWorld, service: string): Record<string, string> {
  if (service === 'status') return { NATS_URL: viewLines.nats.url('nats'), MONGO_URL: viewLines.url }
  const { nats, s3 } = service === 'ingest' ? lines : workLines
  return { NATS_URL: nats.url('nats'), S3_ENDPOINT: s3.url }
}

/** Whether a `submitted` and a `finished` in the log carry what only the next release says. */
async function saidByNext({ subjects }: FaultWorld): Promise<boolean> {
  const nc = await connect({ servers: sharedServers().natsUrl })
  const jsm = await nc.jetstreamManager({ checkAPI: false })
  const facts = new Set<string>()
  const { state } = await jsm.streams.info(subjects.stream)
  for (let seq = 1; seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage(subjects.stream, { seq })
    const [, fact = ''] = /"type":"soundmill\.episode\.([a-z-]+)\.v1"/.exec(message.string()) ?? []
    if (message.string().includes('"release":"next"')) facts.add(fact)
  }
  await nc.close()
  return facts.has('submitted') && facts.has('finished')
}
