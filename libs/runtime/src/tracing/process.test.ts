import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, traceCollector, until } from '@soundmill/test-support'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { killFixtures, startFixture } from '../fixture/start.ts'

afterEach(killFixtures)

const TROUBLE = 'traces are not delivered'

/** A request that lasts until the process stops: its span is one of the last. */
async function served(environment: Record<string, string>) {
  const child = startFixture(environment)
  const url = await child.url()
  await child.said('started')
  const slow = fetch(`${url}/slow`)
  await until(async () => (await (await fetch(`${url}/readyz`)).text()).includes('a slow request'), {
    what: 'the request to be in hand',
  })
  child.kill('SIGTERM')
  const toldAt = performance.now()
  await slow
  return { ...(await child.over()), stopMs: performance.now() - toldAt }
}

/** Takes every connection, and never says anything. */
async function silentServer(): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket))
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${port}`
}

describe('a process that traces', () => {
  it('delivers what it has left before it ends', async () => {
    const collector = await traceCollector()
    const { code, messages } = await served({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_SERVICE_NAME: 'mill-of-a-test',
    })
    expect(collector.spans.map(({ service, name }) => [service, name])).toEqual([
      ['mill-of-a-test', 'GET /slow'],
    ])
    expect(code).toBe(0)
    expect(messages).not.toContain(TROUBLE)
  })

  it.each([
    ['refuses', async () => `http://127.0.0.1:${await freePort()}`],
    ['never answers', silentServer],
  ])('ends in time when its collector %s, and says so in a line', async (_, collector) => {
    const { code, log, stopMs, messages } = await served({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector() })
    expect(code).toBe(0)
    // The slow request takes half a second of it, and the last spans a second and a half.
    expect(stopMs).toBeLessThan(4_000)
    expect(messages.filter((message) => message === TROUBLE)).toHaveLength(1)
    expect(JSON.stringify(log)).not.toContain('stack')
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'only http/protobuf is spoken here'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317', 'expected an http:// or https:// address'],
  ])('does not start with a %s it cannot do', async (name, value, message) => {
    const { code, stderr } = await startFixture({ [name]: value }).over()
    expect(code).toBe(78)
    expect(stderr).toContain(`${name} is ${JSON.stringify(value)}: ${message}`)
  })
})

/** Which scripts of OpenTelemetry a process has loaded, as V8 tells of every script there is. */
async function loadedBy(environment: Record<string, string>): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-loaded-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await served({ ...environment, NODE_V8_COVERAGE: dir })
  const loaded = new Set<string>()
  for (const name of await readdir(dir)) {
    const text = await readFile(join(dir, name), 'utf8')
    for (const [, found] of text.matchAll(/node_modules\/@opentelemetry\/([a-z-]+)\//g))
      loaded.add(`${found}`)
  }
  return [...loaded].toSorted()
}

describe('while traces are off', () => {
  it('nothing of the SDK is loaded: only the API, whose functions are empty', async () => {
    expect(await loadedBy({})).toEqual(['api'])
  })

  it.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_TRACES_EXPORTER', 'none'],
  ])('by %s, neither is it', async (name, value) => {
    expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', [name]: value })).toEqual([
      'api',
    ])
  })

  it('it would be noticed if it was', async () => {
    const collector = await traceCollector()
    expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })).toContain('sdk-trace-node')
  })
})
