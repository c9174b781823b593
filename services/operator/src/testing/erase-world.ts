import { readdir } from 'node:fs/promises'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { eraseEpisode } from '@soundmill/event-log/erase'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import { newId, randomId, subjectsOf } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { silentLog } from '@soundmill/runtime'
import { scratch, uniqueNamespace } from '@soundmill/test-support'
import { onTestFinished } from 'vitest'
import { erase } from '../erase/erase.ts'

/** A log and a store nobody else uses, and deleted episodes in them; all of it ends with the test. */
export async function openEraseWorld(natsUrl: string) {
  const namespace = uniqueNamespace()
  const subjects = subjectsOf(namespace)
  await ensureTopology({ url: natsUrl, namespace, maxBytes: 8 * 1024 ** 2 })
  const { dir } = await scratch()
  const blobs = await openFsBlobs({ dir })
  const events = openJetStreamLog({ url: natsUrl, namespace, log: silentLog() })
  onTestFinished(() => events.close())
  const log = silentLog()
  const purge = (where: { show: string; episode: string }) => eraseEpisode({ url: natsUrl, namespace }, where)
  const { signal } = new AbortController()
  const deps = { events, blobs, subjects, log, purge, waitMs: 300, quietMs: 0, signal }

  async function put(key: string, text = 'some bytes') {
    await blobs.put(
      key,
      (async function* () {
        yield Buffer.from(text)
      })(),
    )
    return key
  }

  /** A deleted episode with two jobs, and leftovers of every kind but in the outbox. */
  async function deletedEpisode() {
    const scene = newScene()
    const other = { ...scene, job: newId() }
    for (const each of [scene, other]) {
      for (const fact of ['submitted', 'started', 'rendered', 'finished'] as const) {
        await events.append(exampleOf(fact, each))
      }
    }
    await events.append(exampleOf('deleted', scene))
    await put(`source/${scene.episode}/${randomId()}`)
    await put(`artifacts/${scene.episode}/${scene.job}/${randomId()}/episode.mp3`)
    return scene
  }

  async function factsOf(episode: string): Promise<string[]> {
    const facts: string[] = []
    for (let after = 0; ; ) {
      const found = await events.first(subjects.everythingOf({ episode }), { after })
      if (!found) return facts
      facts.push(found.event.fact)
      after = found.sequence
    }
  }

  const files = async () => {
    const found = await readdir(dir, { recursive: true, withFileTypes: true })
    return found.filter((entry) => entry.isFile()).map(({ name }) => name)
  }
  return {
    ...deps,
    deps,
    put,
    deletedEpisode,
    factsOf,
    files,
    run: (episode: string) => erase(deps, episode),
  }
}
