import { describe, expect, it } from 'vitest'
import { createConfirmed } from './confirmed.ts'

const at = (epoch: string, lastSequence: number) => ({ epoch, lastSequence, fill: 0 })

function setup() {
  let ms = 0
  const confirmed = createConfirmed(() => ms)
  confirmed.observe(at('e1', 10))
  confirmed.add('k')
  const hasPassed = (more: number) => {
    ms += more
  }
  return { confirmed, hasPassed }
}

describe('what was seen in the log', () => {
  it('is remembered while the log grows', () => {
    const { confirmed } = setup()
    confirmed.observe(at('e1', 10))
    confirmed.observe(at('e1', 25))
    expect(confirmed.has('k')).toBe(true)
  })

  it('is forgotten when the log was made anew', () => {
    const { confirmed } = setup()
    confirmed.observe(at('e2', 25))
    expect(confirmed.has('k')).toBe(false)
  })

  it('is forgotten when the log ends earlier than it did', () => {
    const { confirmed } = setup()
    confirmed.observe(at('e1', 9))
    expect(confirmed.has('k')).toBe(false)
  })

  it('is forgotten when the newest of it is not in its place any more, however far the log goes', () => {
    const { confirmed } = setup()
    confirmed.add('newest', { sequence: 9, id: 'nine' })
    confirmed.add('older', { sequence: 4, id: 'four' })
    expect(confirmed.newest()).toEqual({ sequence: 9, id: 'nine' })
    confirmed.observe(at('e1', 11), true)
    expect(confirmed.has('k')).toBe(true)
    confirmed.observe(at('e1', 25), false)
    expect(confirmed.has('k')).toBe(false)
    expect(confirmed.newest().sequence).toBe(0)
  })

  it('is kept while the log does not answer, and forgotten when it does again', () => {
    const { confirmed } = setup()
    confirmed.observe(undefined)
    expect(confirmed.has('k')).toBe(true)
    confirmed.observe(at('e1', 25))
    expect(confirmed.has('k')).toBe(false)
  })

  it('is asked again after an hour', () => {
    const { confirmed, hasPassed } = setup()
    hasPassed(3_599_999)
    confirmed.observe(at('e1', 11))
    expect(confirmed.has('k')).toBe(true)
    hasPassed(1)
    confirmed.observe(at('e1', 11))
    expect(confirmed.has('k')).toBe(false)
  })

  it('is forgotten with its entry', () => {
    const { confirmed } = setup()
    confirmed.add('other')
    confirmed.keepOnly(new Set(['k']))
    expect([confirmed.has('k'), confirmed.has('other')]).toEqual([true, false])
  })
})
