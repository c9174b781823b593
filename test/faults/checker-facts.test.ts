import { type EpisodeEvent, type EventOf, eventHeader, randomId } from '@soundmill/events'
import { connect } from 'nats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Accepted } from './client.ts'
import { createNews } from './news.ts'
import { canceled, createPlanting, newJob, type Planted, TRACEPARENT } from './planting.ts'
import { serversAreMissing, sharedServers } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

/** As `checker.test.ts`, for what only the facts tell. */
describe.skipIf(serversAreMissing)('the checker of promises, over the facts of a job', () => {
  let world: FaultWorld
  let planting: ReturnType<typeof createPlanting>
  let news: ReturnType<typeof createNews>
  const accepted: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 0, processors: 0 })
    planting = createPlanting(world)
    news = createNews(world, accepted)
  })
  afterAll(() => world?.close())

  /** A job whose facts are these, in this order, and whose bytes are as they should be. */
  async function tell(factsOf: (planted: Planted) => EpisodeEvent[]): Promise<Planted> {
    const planted = newJob()
    await planting.put(planted.source)
    await planting.put(planted.artifact)
    for (const event of factsOf(planted)) await planting.say(event)
    accepted.push(planted.accepted)
    return planted
  }

  it('finds nothing wrong with an attempt that failed, was excused, and was followed by another', async () => {
    await tell(({ submitted, started, rendered, finished }) => {
      const before = { ...started, ...eventHeader(started), data: { ...started.data, runId: randomId() } }
      const second = { ...started, data: { ...started.data, attempt: 2 } }
      const [made, end] = [withAttempt(rendered, 2), withAttempt(finished, 2)]
      return [submitted, before, failed(before), second, made, end, failed(before), made]
    })
    expect(await news()).toEqual([])
  })

  it('finds a second published result (I3)', async () => {
    await tell(({ submitted, started, rendered, finished }) => {
      const again = { ...finished, ...eventHeader(finished) }
      return [submitted, started, rendered, finished, again]
    })
    expect(await news()).toEqual([
      expect.stringMatching(/^I1: .* has 2 outcomes/),
      expect.stringMatching(/^I3: .* has 2 published results/),
    ])
  })

  it('finds a result with an artifact of another run (I3)', async () => {
    await tell(({ submitted, started, rendered, finished }) => {
      const run = { attempt: 1, runId: randomId() }
      const [other, made] = [
        { ...started, data: { ...started.data, ...run } },
        { ...rendered, data: { ...rendered.data, ...run } },
      ]
      return [submitted, other, made, { ...finished, data: { ...finished.data, ...run } }]
    })
    expect(await news()).toEqual([expect.stringMatching(/^I3: episode.flac of job .* is not of the run/)])
  })

  it.each<[string, RegExp, (planted: Planted) => EpisodeEvent[]]>([
    [
      'a start before the job was submitted',
      /^I7: started .* before its submitted/,
      (it) => [it.started, it.submitted, it.rendered, it.finished],
    ],
    [
      'a gap between attempts',
      /^I7: started .* is attempt 2 where 1 follows/,
      (it) => [
        it.submitted,
        withAttempt(it.started, 2),
        withAttempt(it.rendered, 2),
        withAttempt(it.finished, 2),
      ],
    ],
    [
      'strikes that nobody took',
      /^I7: started .* 3 strikes where 0 attempts count/,
      (it) => [
        it.submitted,
        { ...it.started, data: { ...it.started.data, strikes: 3 } },
        it.rendered,
        it.finished,
      ],
    ],
    [
      'a run that nobody started',
      /^I7: finished .* which nobody started/,
      (it) => [it.submitted, it.started, it.rendered, lost(it)],
    ],
    [
      'a result that was not rendered',
      /^I7: finished .* names episode.flac, which its run has not/,
      (it) => [it.submitted, it.started, it.finished],
    ],
    [
      'a failure that has no code of the list',
      /^I8: .* has the code bad_luck, which is on no list/,
      (it) => [
        it.submitted,
        it.started,
        { ...failed(it.started), data: { ...failed(it.started).data, code: 'bad_luck' } },
        canceled(it),
      ],
    ],
    [
      'a failure that goes back to no request',
      /^I8: attempt-failed .* has no traceparent/,
      (it) => [it.submitted, it.started, untraced(failed(it.started)), canceled(it)],
    ],
  ])('finds %s', async (_, what, facts) => {
    const { artifact } = await tell(facts)
    const found = await news()
    expect(found.filter((each) => !each.includes(artifact))).toEqual([expect.stringMatching(what)])
  })

  it('finds that a result is gone, and that it comes again as another (I3)', async () => {
    const planted = await tell(wholeOf)
    expect(await news()).toEqual([])
    await purge(world, world.subjects.of(planted.finished))
    expect(await news()).toEqual([
      expect.stringMatching(/^I1: .* has 0 outcomes/),
      expect.stringMatching(/^I3: the outcome of .* is gone/),
      `I6: no manifest names ${planted.artifact}`,
    ])
    await planting.say({ ...planted.finished, ...eventHeader(planted.finished) })
    expect(await news()).toEqual([expect.stringMatching(/^I3: the outcome of .* has changed/)])
  })
})

const wholeOf = ({ submitted, started, rendered, finished }: Planted): EpisodeEvent[] => [
  submitted,
  started,
  rendered,
  finished,
]

/** The same fact of a later attempt. */
function withAttempt<E extends { data: object }>(event: E, attempt: number): E {
  return { ...event, data: { ...event.data, attempt } }
}

/** How the attempt that this began went wrong, through no fault of the job. */
function failed({ data: { attempt, runId }, ...started }: EventOf<'started'>): EventOf<'attempt-failed'> {
  const reason = { code: 'store_unavailable', reason: 'the blob store did not answer' }
  return {
    fact: 'attempt-failed',
    ...eventHeader({ ...started, traceparent: TRACEPARENT }),
    job: started.job,
    data: { attempt, runId, ...reason, counts: false, retryAt: started.time },
  }
}

const untraced = ({ traceparent: _, ...event }: EventOf<'attempt-failed'>): EventOf<'attempt-failed'> => event

/** Given up, on account of a run that nobody has seen. */
const lost = ({ finished }: Planted): EventOf<'finished'> => ({
  ...finished,
  traceparent: TRACEPARENT,
  data: { outcome: 'failed', code: 'gave_up', reason: 'gave up', attempt: 1, runId: randomId() },
})

/** What an operator, or a disk, takes away. */
async function purge({ subjects }: FaultWorld, filter: string): Promise<void> {
  const connection = await connect({ servers: sharedServers().natsUrl })
  const jsm = await connection.jetstreamManager({ checkAPI: false })
  await jsm.streams.purge(subjects.stream, { filter })
  await connection.close()
}
