import { freePort, type TraceCollector, traceCollector } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { checkPromises } from './checker.ts'
import { newKey, submitUntilAccepted } from './client.ts'
import { longRecording, small } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { submitTraced, traceOf } from './traced.ts'
import { holdTool, outcomeOf, signal } from './workers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const REQUEST = 'POST /v1/episodes'
const JOB = [REQUEST, 'publish submitted', 'process job']

describe.skipIf(serversAreMissing)('one trace', () => {
  let collector: TraceCollector
  let world: FaultWorld
  beforeAll(async () => {
    collector = await traceCollector()
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      // Longer than a busy machine keeps an answer back: what is not taken in time is dropped.
      ...{ OTEL_EXPORTER_OTLP_TIMEOUT: '60000', OTEL_BSP_EXPORT_TIMEOUT: '60000' },
    }
    world = await openFaultWorld({ environment })
  })
  afterAll(async () => {
    await world?.close()
    await collector?.close()
  })

  it('leads from the request of a client to every run of ffmpeg and to the last event', async () => {
    const { job, client } = await submitTraced(world, small())
    const trace = await traceOf(collector, client)
    expect(trace.the(REQUEST)).toMatchObject({ parentSpanId: client.spanId, service: 'soundmill-ingest' })
    const paths = trace.spans.map((span) => trace.path(span))
    expect(paths).toEqual(
      expect.arrayContaining([
        [REQUEST, 'put source'],
        [REQUEST, 'put outbox entry'],
        [...JOB, 'publish started'],
        [...JOB, 'download'],
        [...JOB, 'ffprobe'],
        [...JOB, 'ffmpeg inspect'],
        [...JOB, 'publish inspected'],
        [...JOB, 'ffmpeg encode'],
        [...JOB, 'ffmpeg verify'],
        [...JOB, 'put rendition'],
        [...JOB, 'put document'],
        [...JOB, 'publish rendered'],
        [...JOB, 'publish finished'],
      ]),
    )
    // Nothing hangs in the air.
    expect(paths.filter(([first]) => first !== REQUEST)).toEqual([])
    expect(trace.spans.filter(({ isError }) => isError)).toEqual([])
    const about = { 'soundmill.episode': job.episode, 'soundmill.job': job.job }
    expect(trace.the(REQUEST).attributes).toMatchObject(about)
    expect(trace.the('process job')).toMatchObject({
      kind: 'consumer',
      service: 'soundmill-processor',
      attributes: {
        ...about,
        'soundmill.attempt': 1,
        'soundmill.outcome': 'succeeded',
        'messaging.system': 'nats',
      },
    })
    expect(trace.the('ffmpeg encode').attributes).toMatchObject({
      'process.exit.code': 0,
      'soundmill.step': 'encode',
    })
  })

  it('is what the events carry, and what the logs of both services say', async () => {
    const { job, client } = await submitTraced(world, small())
    const trace = await traceOf(collector, client)
    const [submitted] = await world.behind.factsOf('submitted', job)
    const [started] = await world.behind.factsOf('started', job)
    const [said, begun] = [trace.the('publish submitted'), trace.the('publish started')]
    expect(said.kind).toBe('producer')
    expect(submitted?.traceparent).toBe(`00-${client.traceId}-${said.spanId}-01`)
    expect(started?.traceparent).toBe(`00-${client.traceId}-${begun.spanId}-01`)

    const lines = (logged: string[]) =>
      logged.filter((line) => line.includes(`"traceId":"${client.traceId}"`))
    expect(lines(world.ingest.logged()).join('\n')).toContain('request completed')
    const ofTheJob = lines(world.processor.logged())
    for (const step of ['inspect', 'render', 'verify']) {
      const line = ofTheJob.find((each) => each.includes(`"step":"${step}"`))
      expect(JSON.parse(line ?? '{}')).toMatchObject({ episode: job.episode, job: job.job, attempt: 1 })
    }
  })

  it('tells nothing of what is in a recording, or where it lies', async () => {
    const { job, client } = await submitTraced(world, small())
    const told = JSON.stringify((await traceOf(collector, client)).spans)
    for (const secret of [
      'recording.wav',
      'episode.flac',
      'source/',
      'outbox/',
      'artifacts/',
      world.scratchDir,
    ]) {
      expect(told).not.toContain(secret)
    }
    expect(told).toContain(job.episode)
  })

  it('goes on in the next attempt, which is linked to the one that was killed', async () => {
    const { job, client } = await submitTraced(world, longRecording())
    const { pid } = await holdTool(world)
    signal(pid, 'SIGKILL')
    await outcomeOf(world, job)
    const trace = await traceOf(collector, client, 2)
    const [first, second] = trace.named('process job')
    expect(first).toMatchObject({ isError: true, links: [], attributes: { 'soundmill.attempt': 1 } })
    const before = trace.named('publish started').find(({ parentSpanId }) => parentSpanId === first?.spanId)
    expect(second).toMatchObject({
      isError: false,
      parentSpanId: first?.parentSpanId,
      attributes: { 'soundmill.attempt': 2, 'soundmill.outcome': 'succeeded' },
      links: [{ spanId: before?.spanId, attributes: { 'soundmill.relation': 'earlier-attempt' } }],
    })
    const killed = trace.spans.filter(({ attributes }) => attributes['soundmill.result'] === 'signal')
    expect(killed).toMatchObject([{ isError: true, attributes: { 'soundmill.exit_signal': 'SIGKILL' } }])
  })

  it('of an attempt whose worker was killed has what that had delivered, and the next one is linked to it', async () => {
    const { job, client } = await submitTraced(world, longRecording())
    const { worker } = await holdTool(world)
    const isBegun = ({ traceId, name }: { traceId: string; name: string }) =>
      traceId === client.traceId && name === 'publish started'
    const before = await collector.arrived(isBegun, 'the first attempt')
    await worker.kill()
    await worker.start()
    await outcomeOf(world, job)
    const trace = await traceOf(collector, client)
    expect(trace.the('process job').links).toMatchObject([{ spanId: before.spanId, traceId: client.traceId }])
  })

  it('is linked to that of the job a further job is based on', async () => {
    const { job, client } = await submitTraced(world, small())
    const said = (await traceOf(collector, client)).the('publish submitted')
    const response = await fetch(`${world.ingest.url}/v1/episodes/${job.episode}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ spec: {} }),
    })
    const traceId = response.headers.get('x-request-id') ?? ''
    const trace = await traceOf(collector, { ...client, traceId })
    expect(trace.the('POST /v1/episodes/:episode/jobs').links).toEqual([
      { traceId: client.traceId, spanId: said.spanId, attributes: { 'soundmill.relation': 'based-on' } },
    ])
  })

  it('is kept by what is announced later, when the log is back', async () => {
    world.lines.nats.cut()
    const { job, client } = await submitTraced(world, small())
    expect(job.announced).toBe(false)
    world.lines.nats.mend()
    const trace = await traceOf(collector, client)
    const [late] = trace.named('publish submitted').filter(({ isError }) => !isError)
    const request = trace.the(REQUEST)
    expect(late?.parentSpanId).toBe(request.spanId)
    expect(trace.the('process job').parentSpanId).toBe(late?.spanId)
  })

  it('keeps every promise of the system', async () => {
    expect(await checkPromises(world, [], { workersDied: true })).toEqual([])
  })
})

describe.skipIf(serversAreMissing)('a collector that is away', () => {
  it('costs no job and delays no shutdown: a line says so now and then', async () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    }
    const world = await openFaultWorld({ environment })
    onTestFinished(() => world.close())
    const job = await submitUntilAccepted(world, { recording: small(), key: newKey() })
    expect(await outcomeOf(world, job)).toMatchObject({ outcome: 'succeeded' })
    for (const each of [world.ingest, world.processor]) {
      const toldAt = performance.now()
      expect(await each.terminate()).toBe(0)
      // A second and a half for the last spans.
      expect(performance.now() - toldAt).toBeLessThan(5_000)
      const lines = each.logged().filter((line) => line.includes('traces are not delivered'))
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toContain('stack')
    }
  })
})
