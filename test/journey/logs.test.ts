import { randomBytes } from 'node:crypto'
import { type NatsServer, startNatsServer, until } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createClient, Submitted } from './client.ts'
import { printedUntil } from './logs/printed-until.ts'
import { type Line, talkativeProcesses } from './logs/processes.ts'
import { brokenRecording, TOLD, tellingForm, tellingRecording } from './logs/telling.ts'

const [s3, mongoUrl] = [inject('s3'), inject('mongoUrl')]
const NATS_PASSWORD = 'Telling-Nats-Password'
const OPERATORS = new Set(['info', 'warn', 'error', 'fatal'])
/** Of a blob; a route has the pattern of an id there. */
const KEY = /(artifacts|source|outbox|uploads)\/[0-9a-f]{8}-/
const ABOVE_INFO = ({ level }: Line) => OPERATORS.has(level)

let world: Awaited<ReturnType<typeof talkativeProcesses>>
let nats: NatsServer
beforeAll(async () => {
  if (!s3 || !mongoUrl) return
  const user = { user: 'somebody', password: NATS_PASSWORD }
  nats = await startNatsServer({
    config: `authorization { user: ${user.user}, password: "${user.password}" }`,
  })
  world = await talkativeProcesses({ nats: { url: nats.url, ...user }, s3, mongoUrl })
})
afterAll(async () => {
  await world?.close()
  await nats?.stop()
})

/** One that names its own trace. */
async function submit(commands: string, form: FormData, key: string) {
  const traceId = randomBytes(16).toString('hex')
  const headers = { traceparent: `00-${traceId}-${'b'.repeat(16)}-01`, 'idempotency-key': key }
  const answer = await fetch(`${commands}/v1/episodes`, { method: 'POST', body: form, headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return { traceId, answer, ...Submitted.parse(JSON.parse(text)) }
}

describe.skipIf(!s3 || !mongoUrl)('the lines of a job', () => {
  it('have the trace of its client in ingest and in the processor, and tell its story', async () => {
    const { commands, queries, lines } = world
    const client = createClient({ commands, queries })
    const { traceId, answer, episode, job } = await submit(
      commands,
      tellingForm(await tellingRecording()),
      TOLD.key,
    )
    expect(answer.headers.get('x-request-id')).toBe(traceId)
    expect(await client.finished(episode)).toMatchObject({ latest: { outcome: 'succeeded' } })
    const ended = () => lines().some((line) => line.job === job && line.msg === 'the job has ended')
    await until(ended, { what: 'the job to have ended' })

    const about = lines().filter((line) => line.job === job && ABOVE_INFO(line))
    const own = { traceId, episode, job, level: 'info' }
    const attempt = { ...own, service: 'processor', attempt: 1 }
    const step = (name: string) => ({
      ...attempt,
      msg: 'through with a step',
      step: name,
      seconds: expect.any(Number),
    })
    expect(about).toEqual([
      expect.objectContaining({
        ...own,
        service: 'ingest',
        msg: 'accepted a submit',
        announced: true,
        replay: false,
      }),
      expect.objectContaining({ ...own, service: 'processor', msg: 'received a job', lane: 'normal' }),
      expect.objectContaining({ ...attempt, msg: 'an attempt begins', strikes: 0 }),
      ...['download', 'inspect', 'render', 'verify', 'store'].map((name) =>
        expect.objectContaining(step(name)),
      ),
      expect.objectContaining({
        ...attempt,
        msg: 'the job has ended',
        outcome: 'succeeded',
        seconds: expect.any(Number),
      }),
    ])
    const request = lines().filter((line) => line.traceId === traceId && line.msg === 'request completed')
    expect(request).toEqual([
      expect.objectContaining({ service: 'ingest', route: '/v1/episodes', status: 201 }),
    ])
  })

  it('have the code of a refusal, and of an attempt that fails, with its error', async () => {
    const { commands, queries, lines } = world
    const client = createClient({ commands, queries })
    const { traceId, episode, job } = await submit(commands, tellingForm(await brokenRecording()), 'broken')
    const { latest } = await client.finished(episode)
    expect(latest.outcome).toBe('failed')
    const failed = () => lines().find((line) => line.job === job && line.msg === 'the job has ended')
    expect(await until(failed, { what: 'the job to have ended' })).toMatchObject({
      traceId,
      code: latest.code,
    })
    expect(lines()).toContainEqual(
      expect.objectContaining({
        ...{ msg: 'an attempt failed', level: 'warn', traceId, episode, job, attempt: 1, code: latest.code },
        err: expect.objectContaining({ type: 'AudioError', code: latest.code }),
      }),
    )
    const refused = await client.post('This is not audio at all. '.repeat(100), { filename: TOLD.filename })
    const id = refused.headers.get('x-request-id')
    const line = { service: 'ingest', level: 'info', msg: 'request refused', traceId: id, code: 'not_audio' }
    expect(lines()).toContainEqual(expect.objectContaining(line))
  })

  it('have no password whatever is done, and for operators no word of a client, no key and no presigned query', async () => {
    const { commands, queries, lines, close } = world
    const client = createClient({ commands, queries })
    const recording = await tellingRecording()
    const { episode } = await submit(commands, tellingForm(recording), TOLD.key)
    const { published } = await client.finished(episode)
    for (const { url } of published?.artifacts ?? []) expect((await client.download(url)).ok).toBe(true)
    await submit(commands, tellingForm(recording), TOLD.key)
    const broken = await submit(commands, tellingForm(await brokenRecording()), 'broken')
    await client.finished(broken.episode)
    await misbehave(commands, queries)
    await fetch(`${commands}/v1/episodes/${episode}`, { method: 'DELETE' })
    await close()

    const all = lines()
    expect(all.length).toBeGreaterThan(30)
    const passwords = [NATS_PASSWORD, s3?.secretKey ?? '']
    expect(all.filter(({ text }) => passwords.some((word) => text.includes(word)))).toEqual([])
    const words = [...Object.values(TOLD), 'X-Amz-', `/${episode}`]
    const isTelling = (text: string) => KEY.test(text) || words.some((word) => text.includes(word))
    const telling = all.filter(ABOVE_INFO).filter(({ text }) => isTelling(text))
    expect(telling.map(({ text }) => text)).toEqual([])
  })
})

describe('a process that can reach nobody', () => {
  it.each([
    ['ingest', 'look at S3_ENDPOINT'],
    ['status', 'look at MONGO_URL'],
  ])('says so without a password: %s', async (service, words) => {
    const secrets = { NATS_PASSWORD, S3_SECRET_KEY: 'Telling-S3-Secret' }
    const lines = await printedUntil(words, service, {
      ...{ ...secrets, LOG_LEVEL: 'trace', NATS_URL: 'nats://127.0.0.1:1', NATS_USER: 'somebody' },
      ...{ S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'somebody', RECONCILE_EVERY_MS: '1000' },
      MONGO_URL: 'mongodb://somebody:Telling-Mongo-Password@127.0.0.1:1/nowhere?serverSelectionTimeoutMS=500',
    })
    expect(lines.at(-1)).toContain(words)
    const passwords = [...Object.values(secrets), 'Telling-Mongo-Password']
    expect(lines.filter((line) => passwords.some((word) => line.includes(word)))).toEqual([])
  })
})

/** Everything that is refused, with a word of the client's in it. */
async function misbehave(commands: string, queries: string): Promise<void> {
  const spec = new FormData()
  spec.set('spec', JSON.stringify({ [TOLD.member]: 1, metadata: { title: 7 } }))
  const query = new URLSearchParams({
    filename: TOLD.filename,
    title: TOLD.title,
    [TOLD.member]: TOLD.member,
  })
  const requests: [string, RequestInit][] = [
    [`${commands}/v1/episodes`, { method: 'POST', body: spec }],
    [`${commands}/v1/episodes?${query}`, { method: 'POST', body: TOLD.title }],
    [`${commands}/v1/episodes/${TOLD.title}`, { method: 'DELETE' }],
    [`${commands}/v1/lanes/${TOLD.title}/pause`, { method: 'POST' }],
    [`${commands}/${TOLD.title}?${query}`, {}],
    [`${queries}/v1/episodes?q=${TOLD.search}`, {}],
    [`${queries}/v1/episodes?${TOLD.member}=${TOLD.search}&limit=${TOLD.search}`, {}],
    [`${queries}/v1/episodes/${TOLD.title}`, {}],
    [`${queries}/${TOLD.title}`, { method: 'PUT' }],
  ]
  for (const [url, init] of requests) await (await fetch(url, init)).arrayBuffer()
}
