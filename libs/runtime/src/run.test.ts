import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { killFixtures, startFixture } from './fixture/start.ts'

afterEach(killFixtures)

describe('a process that cannot start', () => {
  it.each([
    ['compose', { FIXTURE_COMPOSE: 'fails' }, 'there is no third'],
    ['start a service', { FIXTURE_START: 'fails' }, 'cannot start'],
  ])('because it cannot %s closes what it opened, says why, and exits 1', async (_, environment, why) => {
    const { code, messages, log } = await startFixture(environment).over()
    expect(code).toBe(1)
    expect(messages.slice(-3)).toEqual(['closed second', 'closed first', 'stopped'])
    expect(log).toContainEqual(
      expect.objectContaining({ level: 'fatal', err: expect.objectContaining({ message: why }) }),
    )
  })

  it('because somebody else has its port says so, and exits 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const { code, log } = await startFixture({ PORT: String(port) }).over()
    other.close()
    expect(code).toBe(1)
    expect(log).toContainEqual(
      expect.objectContaining({ err: expect.objectContaining({ code: 'EADDRINUSE' }) }),
    )
  })

  it.each([
    ['composed', { FIXTURE_COMPOSE: 'waits' }, 'waiting'],
    ['started', { FIXTURE_START: 'waits' }, 'listening'],
  ])('before it is %s can be told to stop, and exits 0', async (_, environment, waits) => {
    const child = startFixture(environment)
    await child.said(waits)
    child.kill('SIGTERM')
    const { code, messages } = await child.over()
    expect(code).toBe(0)
    expect(messages.slice(-3)).toEqual(['closed second', 'closed first', 'stopped'])
  })
})

describe('a process that crashes', () => {
  it('stops in an orderly way, and exits 1', async () => {
    const { code, messages } = await startFixture({ FIXTURE_START: 'crashes later' }).over()
    expect(code).toBe(1)
    expect(messages).toContain('a rejection nobody handled')
    expect(messages.slice(-3)).toEqual(['closed second', 'closed first', 'stopped'])
  })
})

describe('a wrong configuration', () => {
  it('is told in plain text, every mistake at once, with exit code 78 and nothing opened', async () => {
    const { code, stderr, log } = await startFixture({ PORT: 'eighty', GRACE_MS: 'long' }).over()
    expect(code).toBe(78)
    expect(stderr).toMatch(
      /^soundmill fixture cannot start: bad configuration\n {2}GRACE_MS is .*\n {2}PORT is /,
    )
    expect(log).toEqual([])
  })

  it('is to let everybody in where other machines reach it, unless somebody meant that', async () => {
    const { code, stderr } = await startFixture({ HOST: '0.0.0.0' }).over()
    expect(code).toBe(78)
    expect(stderr).toContain('SOUNDMILL_ALLOW_ANONYMOUS=true')

    const allowed = startFixture({ HOST: '0.0.0.0', SOUNDMILL_ALLOW_ANONYMOUS: 'true' })
    expect(await allowed.said('no keys are configured: open to everybody who gets here')).toMatchObject({
      level: 'warn',
    })
  })

  it('is not that, for a process which serves no clients', async () => {
    const child = startFixture({ HOST: '0.0.0.0', FIXTURE_ROUTES: 'no' })
    await child.said('started')
  })
})

describe('a process that does one thing', () => {
  it.each([
    ['was done', 'works', 0],
    ['failed', 'fails', 1],
  ])('closes what it opened when that %s', async (_, task, exitCode) => {
    const { code, messages } = await startFixture({ FIXTURE_TASK: task }, 'task.ts').over()
    expect(code).toBe(exitCode)
    expect(messages.slice(-2)).toEqual(['closed', 'stopped'])
  })

  it('did not do it when it was told to stop before', async () => {
    const child = startFixture({ FIXTURE_TASK: 'waits' }, 'task.ts')
    await child.said('working')
    child.kill('SIGTERM')
    expect(await child.over()).toMatchObject({ code: 143 })
  })
})
