import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '@soundmill/event-log'
import type { Source, Submitted } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import type { JetStreamClient, NatsConnection } from 'nats'
import { type Floor, measureFloor } from './floor.ts'

/** All in milliseconds, of one job. */
export type Hop = {
  /** From the acknowledgement of `submitted` until `started` is heard by whoever subscribes. */
  heard: number
  /** From there until a follower of the log has it: then it is stored. */
  followed: number
  /** From before `submitted` was sent until `started` is heard. */
  whole: number
  /** Just before: what the machine does to the one it does to the other. */
  floor: Floor
}

/** A job may begin anywhere within the second for which a free hand waits. */
const MAX_PAUSE_MS = 60

export type Track = {
  log: EventLog
  /** Beside the log's own connection. */
  listener: NatsConnection
  bare: JetStreamClient
  namespace: string
  hands: number
  source: Source
  signal: AbortSignal
}

/** Submits one job after the other, each when every hand is free, and measures how long it is until it started. */
export async function measureHops(track: Track, jobs: number, done: (job: number) => void): Promise<Hop[]> {
  const { log, listener, bare, namespace, signal } = track
  const heard = new Map<string, number>()
  const followed = new Map<string, number>()
  const finished = new Set<string>()
  listener.subscribe(`${namespace}.episodes.*.*.*.started`, {
    callback: (_, { subject }) => heard.set(subject.split('.').at(-2) ?? '', performance.now()),
  })
  const following = await log.follow({ after: undefined }, async ({ event }) => {
    if (event.fact === 'started') followed.set(event.job, performance.now())
    if (event.fact === 'finished') finished.add(event.job)
  })
  await listener.flush()

  const hops: Hop[] = []
  try {
    while (hops.length < jobs && !signal.aborted) {
      await idle(track)
      await sleep(Math.random() * MAX_PAUSE_MS)
      const event = submittedOf(track.source)
      const floor = await measureFloor(bare, namespace, event.job)
      const sentAt = performance.now()
      await log.append(event)
      const ackedAt = performance.now()
      await until(() => finished.has(event.job), { what: 'the job to be finished', timeoutMs: 60_000 })
      const [heardAt, followedAt] = [heard.get(event.job), followed.get(event.job)]
      if (heardAt === undefined || followedAt === undefined) throw new Error('a job without a start')
      const whole = heardAt - sentAt
      hops.push({ heard: heardAt - ackedAt, followed: followedAt - ackedAt, whole, floor })
      done(hops.length)
    }
  } finally {
    await following.stop()
  }
  return hops
}

/** Every hand waits, and nothing is left to do. */
const idle = ({ log, hands }: Track) =>
  until(
    async () => {
      const depth = await log.lanes.depth('normal')
      return depth.idleHands === hands && depth.waiting + depth.inHand === 0
    },
    { what: 'every hand to be free', timeoutMs: 30_000 },
  )

/** As little work as a job can be, so that the next can follow soon. */
function submittedOf(source: Source): Submitted {
  const { data, ...event } = exampleOf('submitted', newScene())
  const { cover: _, ...rest } = data
  const spec = {
    preset: 'podcast',
    loudness: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
    renditions: [{ format: 'wav' }],
    waveform: { samplesPerPixel: 256, bits: 8 as const },
    metadata: {},
  }
  return { ...event, data: { ...rest, sources: [source], spec } }
}
