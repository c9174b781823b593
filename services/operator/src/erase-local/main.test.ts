import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import { newId, subjectsOf } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { silentLog } from '@soundmill/runtime'
import { scratch, startNatsServer, uniqueNamespace } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** Runs it to its end, as `npm run erase` does. */
async function run(environment: Record<string, string>, ...episodes: string[]) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...episodes], {
    cwd: ROOT,
    env: { PATH, HOME, ...environment },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const [code]: unknown[] = await once(child, 'exit')
  return { code, printed }
}

describe('npm run erase', () => {
  it('finds the nats-server of the one process, erases, and says why it does not', async () => {
    const nats = await startNatsServer()
    const namespace = uniqueNamespace()
    const { dir } = await scratch()
    await mkdir(join(dir, 'nats'))
    await writeFile(join(dir, 'nats', 'nats.conf'), `\n# Written anew.\nlisten: "127.0.0.1:${nats.port}"\n`)
    await ensureTopology({ url: nats.url, namespace, maxBytes: 8 * 1024 ** 2 })
    const events = openJetStreamLog({ url: nats.url, namespace, log: silentLog() })
    onTestFinished(() => events.close())
    const scene = newScene()
    for (const fact of ['submitted', 'finished', 'deleted'] as const)
      await events.append(exampleOf(fact, scene))

    const environment = { DATA_DIR: dir, SOUNDMILL_NAMESPACE: namespace, ERASE_QUIET_MS: '0' }
    expect(await run(environment, scene.episode)).toMatchObject({ code: 0 })
    const { everythingOf } = subjectsOf(namespace)
    expect((await events.first(everythingOf(scene)))?.event.fact).toBeUndefined()
    expect((await events.last(everythingOf({ episode: scene.episode })))?.event.fact).toBe('erased')

    const unknown = await run(environment, newId())
    expect(unknown.code).toBe(1)
    expect(unknown.printed).toMatch(/^soundmill erase: episode \S+ is not deleted: DELETE/m)
    expect(unknown.printed).not.toContain('"stack"')
    expect((await run(environment, 'no-id')).code).toBe(78)
    expect((await run(environment)).printed).toContain('say which episodes')
  })
})
