import { describe, expect, it } from 'vitest'
import { StoreUnavailableError } from '../index.ts'
import { createTurns } from './turns.ts'

const never = new AbortController().signal

/** What came of a promise by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol()
  await new Promise(setImmediate)
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}

describe('memory for what is gathered', () => {
  it('is given first come, first served, also when somebody behind needs less', async () => {
    const turns = createTurns(10)
    const release = await turns.hand(never).take(8)
    const large = turns.hand(never).take(6)
    const small = turns.hand(never).take(1)
    expect(await isSettled(small)).toBe(false)
    release()
    await Promise.all([large, small])
    expect(turns.freeBytes()).toBe(3)
  })

  it('is given back once, however often that is said', async () => {
    const turns = createTurns(10)
    const release = await turns.hand(never).take(4)
    release()
    release()
    expect(turns.freeBytes()).toBe(10)
  })

  it('is given whole to one who asks for more than there is', async () => {
    const turns = createTurns(10)
    const release = await turns.hand(never).take(100)
    expect(turns.freeBytes()).toBe(0)
    release()
    expect(turns.freeBytes()).toBe(10)
  })

  it('is not for somebody who has three shares already', async () => {
    const hand = createTurns(100).hand(never)
    const releases = [await hand.take(1), await hand.take(1), await hand.take(1)]
    const fourth = hand.take(1)
    expect(await isSettled(fourth)).toBe(false)
    releases[0]?.()
    await fourth
  })

  it('is not for somebody who has a share while another waits, until he has none', async () => {
    const turns = createTurns(10)
    const [greedy, other] = [turns.hand(never), turns.hand(never)]
    const releases = [await greedy.take(4), await greedy.take(4)]
    const waiting = other.take(8)
    const third = greedy.take(1)
    releases[0]?.()
    expect(await isSettled(third)).toBe(false)
    releases[1]?.()
    await Promise.all([waiting, third])
    expect(turns.freeBytes()).toBe(1)
  })

  it('is waited for no longer than that, by one; then those behind pass, and he may ask again', async () => {
    const turns = createTurns(10, { mostWaitMs: 50 })
    const release = await turns.hand(never).take(8)
    const first = turns.hand(never)
    const tooLong = first.take(5)
    await expect(tooLong).rejects.toThrow(StoreUnavailableError)
    await expect(tooLong).rejects.toThrow(/0\.05 s.*expected length/)
    await turns.hand(never).take(2)
    expect(turns.waiting()).toBe(0)
    release()
    await first.take(5)
    expect(turns.freeBytes()).toBe(3)
  })

  it('lets those behind pass when the first gives up waiting', async () => {
    const turns = createTurns(10)
    const abort = new AbortController()
    await turns.hand(never).take(8)
    const first = turns.hand(abort.signal).take(5)
    const second = turns.hand(never).take(2)
    abort.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    await second
    expect(turns.freeBytes()).toBe(0)
  })
})
