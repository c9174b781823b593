import { randomUUID } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { encode, type Submitted, submittedId } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { createMetrics, silentLog } from '@soundmill/runtime'
import { createIngestMetrics } from '../metrics.ts'
import { createReconciler } from '../reconcile/reconciler.ts'
import { createOutbox, outboxKey } from '../submit/outbox.ts'
import { openWorld } from './world.ts'

/** A world with a reconciler whose clock can be moved, and requests that died after their last PUT. */
export async function openOutboxWorld(natsUrl: string) {
  const world = await openWorld({ natsUrl })
  const { blobs } = world
  const clock = { ms: Date.now() }

  async function put(key: string, text: string | Uint8Array) {
    await blobs.put(
      key,
      (async function* () {
        yield Buffer.from(text)
      })(),
    )
  }

  /** What a request leaves that stored everything and then died. */
  async function leaveEntry(scene = newScene(), uploadId = randomUUID()) {
    const example = exampleOf('submitted', scene)
    const blob = `source/${scene.episode}/${randomUUID()}`
    const sources = example.data.sources.map((source) => ({ ...source, blob }))
    const submitted: Submitted = {
      ...example,
      id: submittedId(scene.job, uploadId),
      data: { ...example.data, sources, cover: undefined },
    }
    const key = outboxKey({ ...scene, uploadId })
    await put(blob, 'a recording')
    await put(key, encode(submitted))
    return { scene, submitted, key, blob }
  }

  /** As if it had been stored so long ago. */
  async function makeOld(key: string, ageMs: number) {
    const then = new Date(Date.now() - ageMs)
    await utimes(join(world.dir, key), then, then)
  }

  function openReconciler() {
    const registry = createMetrics()
    const now = () => new Date(clock.ms)
    const metrics = createIngestMetrics(registry)
    const reconciler = createReconciler({
      ...world,
      outbox: createOutbox(blobs),
      log: silentLog(),
      metrics,
      now,
    })
    const numberOf = async (name: string) =>
      Number(new RegExp(`^${name} (.*)$`, 'm').exec(await registry.metrics())?.[1])
    return { pass: () => reconciler.pass(new AbortController().signal), numberOf }
  }
  return { ...world, ...openReconciler(), openReconciler, leaveEntry, makeOld, put, clock }
}
