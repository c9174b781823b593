import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHttp } from './http.ts'
import { aboutJob, createLog } from './log.ts'
import { HttpProblem } from './problem.ts'
import { scrubbed } from './scrub.ts'

const EPISODE = '0192d3a0-1111-7000-8000-000000000001'
const JOB = '0192d3a0-2222-7000-8000-000000000002'

/** A log, and the lines it has written. */
async function written(level = 'trace') {
  const lines: string[] = []
  const to = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean))
      done()
    },
  })
  const log = await createLog('test', level, to)
  return { log, lines, parsed: (): Array<Record<string, unknown>> => lines.map((line) => JSON.parse(line)) }
}

describe('a line of the log', () => {
  it('says of which process, when and how bad, and which job of which request it is about', async () => {
    const { log, parsed } = await written()
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    aboutJob(log, { traceparent, episode: EPISODE, job: JOB })
      .child({ attempt: 2 })
      .warn({ code: 'stalled' }, 'words')
    const about = { traceId: 'a'.repeat(32), episode: EPISODE, job: JOB, attempt: 2, code: 'stalled' }
    expect(parsed()).toEqual([
      expect.objectContaining({
        level: 'warn',
        name: 'test',
        msg: 'words',
        time: expect.any(String),
        ...about,
      }),
    ])
  })

  it('tells an error with its codes and causes, and nothing that hangs on it', async () => {
    const { log, parsed } = await written()
    const cause = Object.assign(new TypeError('below'), { code: 'EPIPE', request: { headers: 'a secret' } })
    const err = Object.assign(new Error('above', { cause }), { status: 503, logTail: 'TITLE : a secret' })
    log.error({ err }, 'it failed')
    expect(parsed()[0]?.err).toEqual({
      ...{ type: 'Error', message: 'above', status: 503, stack: expect.stringContaining('log.test.ts') },
      cause: { type: 'TypeError', message: 'below', code: 'EPIPE', stack: expect.any(String) },
    })
  })

  it('ends an error that is its own cause', async () => {
    const { log, lines } = await written()
    const err = new Error('round and round')
    err.cause = err
    log.error({ err }, 'it failed')
    expect(lines).toHaveLength(1)
  })

  it('has no credentials, no query of an address and no key of a blob, in its words or in an error', async () => {
    const { log, lines } = await written()
    const words = [
      'cannot reach mongodb://somebody:hunter2@db.example:27017/soundmill?authSource=hunter2',
      `GET http://store:9000/bucket/${EPISODE}/a?X-Amz-Signature=hunter2 was refused`,
      `no blob at artifacts/${EPISODE}/${JOB}/hunter2.mp3`,
      `ENOENT: no such file or directory, open '/data/hunter2/source/${EPISODE}/hunter2'`,
    ]
    for (const each of words)
      log.warn({ err: new Error(each, { cause: new Error(each) }), password: 'hunter2' }, each)
    expect(lines.filter((line) => line.includes('hunter2'))).toEqual([])
    expect(lines[0]).toContain('mongodb://db.example:27017/soundmill?…')
  })

  it('keeps words that are none of that', () => {
    const words = 'what is it? 3/4 of 12:30 at a@b.example, see docs/metrics.md (ffmpeg, exit code 1)'
    expect(scrubbed(words)).toBe(words)
  })

  it('never has the password of an address, whatever it is', () => {
    const password = fc.string({ minLength: 8, maxLength: 40 }).map((text) => encodeURIComponent(`pw${text}`))
    fc.assert(
      fc.property(password, fc.webUrl(), (secret, address) => {
        const url = new URL(address)
        url.username = 'user'
        url.password = secret
        url.searchParams.set('token', secret)
        expect(scrubbed(`cannot reach ${url.href}, trying again`)).not.toContain(secret)
      }),
    )
  })
})

describe('the lines of a request', () => {
  it('have its route and the ids in it, and at info nothing that the client wrote', async () => {
    const { log, lines, parsed } = await written('info')
    const app = await createHttp(
      [
        {
          name: 'test',
          routes: async (app) => {
            app.get('/v1/episodes/:episode/jobs/:job', async () => ({}))
            app.get('/v1/refused/:episode', async () => {
              throw new HttpProblem(409, 'conflict', 'the title My-Secret-Title is taken')
            })
          },
        },
      ],
      { log },
    )
    await app.inject(`/v1/episodes/${EPISODE}/jobs/${JOB}?q=My-Secret-Title`)
    await app.inject('/v1/refused/My-Secret-Title?title=My-Secret-Title')
    await app.inject('/My-Secret-Title')
    expect(lines.filter((line) => line.includes('Secret'))).toEqual([])
    const told = parsed().map(({ msg, route, episode, job, code }) => ({ msg, route, episode, job, code }))
    expect(told).toEqual([
      { msg: 'request completed', route: '/v1/episodes/:episode/jobs/:job', episode: EPISODE, job: JOB },
      { msg: 'request refused', code: 'conflict' },
      { msg: 'request completed', route: '/v1/refused/:episode' },
      { msg: 'request refused', code: 'not_found' },
      { msg: 'request completed', route: 'unknown' },
    ])
    expect(parsed().every(({ traceId }) => /^[0-9a-f]{32}$/.test(String(traceId)))).toBe(true)
  })

  it('tell at debug what the client was told', async () => {
    const { log, parsed } = await written('debug')
    const app = await createHttp([], { log })
    await app.inject('/nothing')
    expect(parsed()).toContainEqual(
      expect.objectContaining({ level: 'debug', detail: 'there is no /nothing here' }),
    )
  })
})
