import { describe, expect, it } from 'vitest'
import { until } from './until.ts'

describe('waiting until something is so', () => {
  it('resolves to what the condition gave', async () => {
    let asked = 0
    expect(await until(() => (++asked > 2 ? 'yes' : undefined), { what: 'a yes' })).toBe('yes')
    expect(asked).toBe(3)
  })

  it('takes an error for not yet', async () => {
    let asked = 0
    const condition = async () => {
      if (++asked < 3) throw new Error('not yet')
      return asked
    }
    expect(await until(condition, { what: 'the third time' })).toBe(3)
  })

  it('gives up with what it waited for and the last error', async () => {
    const never = () => Promise.reject(new Error('the door is closed'))
    await expect(until(never, { what: 'an open door', timeoutMs: 60 })).rejects.toThrow(
      'timed out after 60 ms waiting for an open door; the last error: Error: the door is closed',
    )
  })

  it('gives up on a condition that never settles', async () => {
    const hangs = () => new Promise<boolean>(() => {})
    await expect(until(hangs, { what: 'an answer', timeoutMs: 60 })).rejects.toThrow('an answer')
  })
})
