import { describe, expect, it } from 'vitest'
import { SupersededError } from './index.ts'
import { overtake, type Slot } from './pointer.ts'

const slot = (set: string, sequence: number, epoch = 'one'): Slot => ({
  set,
  epoch,
  place: { epoch, sequence, id: 'x' },
})

describe('a set that overtakes the served one', () => {
  const served = slot('served', 5)
  const pointer = { served, building: slot('building', 1) }

  it('takes its place when it is as far, and what was being built is given up', () => {
    expect(overtake(pointer, slot('candidate', 5), 'served')).toEqual({ served: slot('candidate', 5) })
  })

  it('waits while the served one is ahead: no reader sees a view go back', () => {
    expect(overtake(pointer, slot('candidate', 4), 'served')).toBe(pointer)
  })

  it('waits for no set of another log', () => {
    const candidate = slot('candidate', 1, 'two')
    expect(overtake(pointer, candidate, 'served')).toEqual({ served: candidate })
  })

  it('has done so already when it is asked again', () => {
    const after = overtake(pointer, slot('candidate', 5), 'served')
    expect(overtake(after, slot('candidate', 5), 'served')).toBe(after)
  })

  it('takes the place of no set that it was not compared with', () => {
    expect(() => overtake(pointer, slot('candidate', 9), 'another')).toThrow(SupersededError)
    expect(() => overtake(pointer, slot('candidate', 9), undefined)).toThrow(SupersededError)
    expect(overtake({}, slot('candidate', 9), undefined)).toEqual({ served: slot('candidate', 9) })
  })
})
