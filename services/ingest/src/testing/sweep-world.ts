import { randomUUID } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventLog } from '@soundmill/event-log'
import { type EventOf, encode, type Submitted, submittedId } from '@soundmill/events'
import { exampleOf, type newScene } from '@soundmill/events/examples'
import { createMetrics, silentLog } from '@soundmill/runtime'
import { createIngestMetrics } from '../metrics.ts'
import { createOutbox, outboxKey } from '../submit/outbox.ts'
import type { SweepAges } from '../sweep/ages.ts'
import { createSweeper } from '../sweep/sweeper.ts'
import { openOutboxWorld } from './outbox-world.ts'

export type Scene = ReturnType<typeof newScene>
type Outcome = EventOf<'finished'>['data']
export type SweepWorld = Awaited<ReturnType<typeof openSweepWorld>>

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A world with a sweeper that has been there for long, and every kind of thing it may come across. */
export async function openSweepWorld(natsUrl: string) {
  const world = await openOutboxWorld(natsUrl)
  const { blobs, events, put, makeOld, dir } = world

  function openSweeper({ log = events, ages }: { log?: EventLog; ages?: SweepAges } = {}) {
    const registry = createMetrics()
    const metrics = createIngestMetrics(registry)
    const deps = { ...world, events: log, outbox: createOutbox(blobs), log: silentLog(), metrics }
    const sweeper = createSweeper({ ...deps, ...(ages && { ages }) })
    const sweep = (signal = new AbortController().signal) => sweeper.pass(signal)
    return { sweep, metricsText: () => registry.metrics() }
  }

  /** As if the first pass had been long ago, and all later ones had found nothing to settle. */
  async function beThereForLong() {
    await openSweeper().sweep()
    const path = join(dir, 'sweep/log.json')
    const record: unknown = JSON.parse(await readFile(path, 'utf8'))
    const long = { sourcesSince: new Date(0).toISOString(), artifactsSince: new Date(0).toISOString() }
    await writeFile(path, JSON.stringify(Object.assign({}, record, long)))
  }

  /** Puts it there as if it had been there for so long; default 25 hours. */
  async function store(key: string, ageMs = DAY_MS + HOUR_MS): Promise<string> {
    await put(key, 'some bytes')
    await makeOld(key, ageMs)
    return key
  }

  return {
    ...world,
    ...openSweeper(),
    openSweeper,
    beThereForLong,
    store,
    sourceOf: ({ episode }: Scene, ageMs?: number) => store(`source/${episode}/${randomUUID()}`, ageMs),
    artifactOf: ({ episode, job }: Scene, runId: string = randomUUID(), name = 'episode.mp3') =>
      store(`artifacts/${episode}/${job}/${runId}/${name}`),
    entryOf: async (submitted: Submitted, uploadId: string) => {
      const key = outboxKey({ ...submitted, uploadId })
      await put(key, encode(submitted))
      return key
    },
    finish: (scene: Scene, data: Outcome) => events.sayOnce({ ...exampleOf('finished', scene), data }),
    remove: (scene: Scene) => events.append(exampleOf('deleted', scene)),
    /** Everything but the sweeper's own notes, in order. */
    async left(): Promise<string[]> {
      const found = await readdir(dir, { recursive: true, withFileTypes: true })
      const keys = found
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1))
      return keys.filter((key) => !key.startsWith('sweep/')).sort()
    },
  }
}

/** What an upload with that id says, or would say, of these sources. */
export function submittedOf(scene: Scene, blobs: string[], uploadId: string = randomUUID()): Submitted {
  const example = exampleOf('submitted', scene)
  const [source] = example.data.sources
  if (!source) throw new Error('the example has a source')
  const sources = blobs.map((blob) => ({ ...source, blob }))
  return { ...example, id: submittedId(scene.job, uploadId), data: { ...example.data, sources } }
}

export const CANCELED: Outcome = { outcome: 'canceled', code: 'canceled', reason: 'by request' }
export const FAILED: Outcome = { outcome: 'failed', code: 'internal', reason: 'it broke' }
export const succeededAs = (runId: string): Outcome => ({
  outcome: 'succeeded',
  attempt: 1,
  runId,
  artifacts: [],
  findings: [],
})
