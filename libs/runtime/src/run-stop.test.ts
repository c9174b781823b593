import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { killFixtures, startFixture } from './fixture/start.ts'

afterEach(killFixtures)

/** The fixture says that it waits for the slow request as soon as it has it in hand. */
async function inHand(url: string) {
  for (;;) {
    const ready = await fetch(`${url}/readyz`)
    if ((await ready.text()).includes('a slow request')) return
    await delay(10)
  }
}

describe('a process that is told to stop in the middle of a request', () => {
  it('finishes it, is not ready, lets nobody else in, closes in reverse order, and exits 0', async () => {
    const child = startFixture()
    const url = await child.url()
    await child.said('started')
    const slow = fetch(`${url}/slow`)
    await inHand(url)
    child.kill('SIGTERM')
    await child.said('stopping')

    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, waiting: ['stopping'] }])
    const refused = await fetch(`${url}/slow`)
    expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close'])

    expect(await (await slow).json()).toEqual({ finished: true })
    const { code, messages } = await child.over()
    expect(code).toBe(0)
    expect(messages.slice(-3)).toEqual(['closed second', 'closed first', 'stopped'])
  })

  it('cuts a connection that does not end, when the grace is over', async () => {
    const child = startFixture({ GRACE_MS: '300' })
    const url = await child.url()
    await child.said('started')
    const reader = (await fetch(`${url}/endless`)).body?.getReader()
    await reader?.read()
    child.kill('SIGINT')
    await expect(reader?.read()).rejects.toThrow()
    expect(await child.over()).toMatchObject({ code: 0 })
  })
})

describe('a process that is to linger', () => {
  it('takes requests for so long, ready no more, and ends the connection of each; then it stops', async () => {
    const child = startFixture({ LINGER_MS: '1500' })
    const url = await child.url()
    await child.said('started')
    child.kill('SIGTERM')
    await child.said('stopping')

    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, waiting: ['leaving'] }])
    const slow = await fetch(`${url}/slow`)
    expect([slow.status, slow.headers.get('connection'), await slow.json()]).toEqual([
      200,
      'close',
      { finished: true },
    ])
    expect(await child.over()).toMatchObject({ code: 0 })
  })

  it('does so only when clients reach it, and when nothing crashed', async () => {
    const alone = startFixture({ LINGER_MS: '600000', FIXTURE_ROUTES: 'no' })
    await alone.said('started')
    alone.kill('SIGTERM')
    expect(await alone.over()).toMatchObject({ code: 0 })
    const crashing = startFixture({ LINGER_MS: '600000', FIXTURE_START: 'crashes later' })
    expect(await crashing.over()).toMatchObject({ code: 1 })
  })
})

describe('a second signal', () => {
  it('ends the process at once when it comes a second later, and is the same wish before that', async () => {
    const child = startFixture({ FIXTURE_STOP: 'hangs' })
    await child.said('started')
    child.kill('SIGINT')
    await child.said('stopping')
    child.kill('SIGINT')
    await delay(1100)
    child.kill('SIGTERM')
    const { code, messages } = await child.over()
    expect(code).toBe(143)
    expect(messages.filter((msg) => msg === 'stopping')).toHaveLength(1)
    expect(messages.at(-1)).toBe('SIGTERM again: ending at once')
  })
})

describe('a stop that does not go well', () => {
  it('exits 1 and says what hung, 10 s after the grace', async () => {
    const child = startFixture({ FIXTURE_STOP: 'hangs', GRACE_MS: '0' })
    await child.said('started')
    child.kill('SIGTERM')
    const { code, log } = await child.over()
    expect(code).toBe(1)
    expect(log.at(-1)).toMatchObject({ msg: 'did not stop in time', hung: ['services', 'service fixture'] })
  })

  it('closes the rest all the same, and exits 1', async () => {
    const child = startFixture({ FIXTURE_STOP: 'fails' })
    await child.said('started')
    child.kill('SIGTERM')
    const { code, messages } = await child.over()
    expect(code).toBe(1)
    expect(messages.slice(-4)).toEqual(['did not close well', 'closed second', 'closed first', 'stopped'])
  })
})
