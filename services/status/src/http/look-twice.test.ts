import { once } from 'node:events'
import { newScene } from '@soundmill/events/examples'
import { startNatsServer } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import type { StatusStore } from '../store/index.ts'
import { openMemoryStore } from '../store/memory.ts'
import { gate } from '../testing/gate.ts'
import { runStatus, say, surroundings } from '../testing/status.ts'
import * as tell from '../testing/story.ts'
import { statusTold, useNats } from '../testing/told.ts'

/** An answer that took less was not waited for until patience ended. */
const ALMOST_PATIENCE_MS = 4_900

const nats = useNats()

/** A store that keeps nothing before it may. */
function heldUp() {
  const memory = openMemoryStore()
  const held = gate()
  const store: StatusStore = {
    ...memory,
    async toWrite(lost) {
      const set = await memory.toWrite(lost)
      return { ...set, write: (batch) => held.passed.then(() => set.write(batch)) }
    },
  }
  return { store, open: held.open }
}

/** What is answered, and how long that took. */
async function ask(url: string, episode: string, part = '') {
  const before = performance.now()
  const { status } = await fetch(`${url}/v1/episodes/${episode}${part}`)
  return { status, ms: performance.now() - before }
}

describe('an episode that was submitted a moment ago', () => {
  it.each(['', '/jobs', '/timeline'])('is found at %j while the view is behind', async (part) => {
    const { store, open } = heldUp()
    const around = await surroundings(nats())
    const status = await runStatus(around, { store })
    const scene = newScene()
    await say(around, tell.submitted(scene))
    const arrived = once(status.http.server, 'request')
    const answer = ask(status.url, scene.episode, part)
    await arrived
    open()
    expect((await answer).status).toBe(200)
  })

  it('is waited for for five seconds and not for ever, and not said not to be there', async () => {
    const { store, open } = heldUp()
    const around = await surroundings(nats())
    const status = await runStatus(around, { store })
    const scene = newScene()
    await say(around, tell.submitted(scene))
    const { status: code, ms } = await ask(status.url, scene.episode)
    open()
    expect(code).toBe(503)
    expect(ms).toBeGreaterThan(ALMOST_PATIENCE_MS)
    expect(ms).toBeLessThan(2 * ALMOST_PATIENCE_MS)
  })
})

describe('an episode that nobody heard of', () => {
  it('is 404 at once when the view is as far as the log', async () => {
    const { status } = await statusTold(nats(), tell.submitted(newScene()))
    const { status: code, ms } = await ask(status.url, newScene().episode)
    expect(code).toBe(404)
    expect(ms).toBeLessThan(ALMOST_PATIENCE_MS)
  })

  it('is not called unknown while the log cannot be asked', async () => {
    const server = await startNatsServer()
    const status = await runStatus(await surroundings(server.url))
    await server.kill()
    const { status: code, ms } = await ask(status.url, newScene().episode)
    expect(code).toBe(503)
    expect(ms).toBeLessThan(ALMOST_PATIENCE_MS)
  })
})
