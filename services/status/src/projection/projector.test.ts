import { newScene } from '@soundmill/events/examples'
import { until } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Batch, SupersededError, type ViewSet, ViewsUnavailableError } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import * as tell from '../testing/story.ts'
import { createProjector } from './projector.ts'

/** A set that is written only when it is let, and how: what a store that is slow or down looks like. */
async function guardedSet() {
  const store = openMemoryStore()
  const set = await store.toWrite(new Set())
  await store.serve(set.name)
  const batches: number[] = []
  let gate: () => Promise<void> = async () => {}
  const guarded: ViewSet = {
    ...set,
    async write(batch: Batch) {
      batches.push(batch.entries.length)
      await gate()
      await set.write(batch)
    },
  }
  return { store, set: guarded, batches, guard: (next: typeof gate) => (gate = next) }
}

type Guarded = Awaited<ReturnType<typeof guardedSet>>

function projectorOf({ set }: Guarded) {
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const heard: string[] = []
  const warnings: string[] = []
  const projector = createProjector({
    set,
    onWritten: (episodes) => heard.push(...episodes),
    onSuperseded: () => heard.push('superseded'),
    log: { info: () => {}, warn: (_, message) => warnings.push(message) },
    signal: over.signal,
  })
  return { projector, heard, warnings, over }
}

function closedGate() {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { pass: () => opened, open }
}

const story = (count: number) =>
  tell.recorded(Array.from({ length: count }, () => tell.submitted(newScene())))

describe('a projector', () => {
  it('saves what comes, and tells of whom', async () => {
    const guarded = await guardedSet()
    const { projector, heard } = projectorOf(guarded)
    const log = story(3)
    for (const fact of log) await projector.take(fact)
    expect(await projector.settled()).toBe(true)
    expect(new Set(heard)).toEqual(new Set(log.map(({ event }) => event.episode)))
    expect(projector.written()).toEqual({ epoch: 'first', sequence: 3, id: log[2]?.event.id })
    expect((await guarded.store.read((views) => views.page({ limit: 10 }))).views).toHaveLength(3)
  })

  it('saves together what comes while it is saving, and in order', async () => {
    const guarded = await guardedSet()
    const gate = closedGate()
    guarded.guard(gate.pass)
    const { projector } = projectorOf(guarded)
    for (const fact of story(101)) await projector.take(fact)
    gate.open()
    await projector.settled()
    expect(guarded.batches).toEqual([1, 100])
  })

  it('holds no more than a few hundred facts: then whoever brings them has to wait', async () => {
    const guarded = await guardedSet()
    const gate = closedGate()
    guarded.guard(gate.pass)
    const { projector } = projectorOf(guarded)
    let taken = 0
    const bringing = (async () => {
      for (const fact of story(1_000)) {
        await projector.take(fact)
        taken += 1
      }
    })()
    await until(() => taken >= 400, { what: 'the projector to be full' })
    expect(taken).toBe(400)
    gate.open()
    await bringing
    expect(await projector.settled()).toBe(true)
    expect((await guarded.store.read((views) => views.page({ limit: 2_000 }))).views).toHaveLength(1_000)
  })

  it('tries again until the store takes it, and says that it has to', async () => {
    const guarded = await guardedSet()
    let failures = 2
    guarded.guard(async () => {
      if (failures-- > 0) throw new ViewsUnavailableError('not now')
    })
    const { projector, warnings } = projectorOf(guarded)
    for (const fact of story(2)) await projector.take(fact)
    expect(await projector.settled()).toBe(true)
    expect(warnings).toEqual(Array(2).fill('cannot save the views, will try again'))
    expect(projector.waiting()).toEqual([])
  })

  it('ends when its set is not written any more, and says so once', async () => {
    const guarded = await guardedSet()
    guarded.guard(async () => {
      throw new SupersededError(guarded.set.name)
    })
    const { projector, heard } = projectorOf(guarded)
    for (const fact of story(5)) await projector.take(fact)
    expect(await projector.settled()).toBe(false)
    expect(heard).toEqual(['superseded'])
  })

  it('never claims to have saved what it was stopped from saving', async () => {
    const guarded = await guardedSet()
    guarded.guard(async () => {
      throw new ViewsUnavailableError('not now')
    })
    const { projector, over } = projectorOf(guarded)
    for (const fact of story(5)) await projector.take(fact)
    over.abort()
    expect(await projector.settled()).toBe(false)
    expect(projector.written()).toBeUndefined()
  })
})
