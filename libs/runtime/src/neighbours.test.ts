import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNeighbours, type Neighbour } from './neighbours.ts'

const WRONG_PASSWORD = Object.assign(new Error('it refuses us: look at X_PASSWORD'), { refused: true })

/** A neighbour whose answers the test gives; the process asks as fast as it can. */
function watch(options: Partial<Neighbour> = {}) {
  const said: string[] = []
  const say = (_: object, message: string) => void said.push(message)
  let answer: Error | string | undefined
  let asked = 0
  const ask = async () => {
    asked += 1
    if (answer instanceof Error) throw answer
    return answer
  }
  const neighbours = [{ name: 'store', ask, ...options }]
  const service = createNeighbours({ neighbours, log: { info: say, warn: say }, everyMs: 0, againMs: 0 })
  onTestFinished(() => service.stop?.(0))
  return {
    service,
    said,
    state: () => ({ waiting: service.waitingFor?.(), troubles: service.troubles?.() }),
    /** From now on it answers so; resolves when that was heard. The first time the watching begins. */
    async answers(next: Error | string | undefined) {
      answer = next
      if (asked === 0) await service.start?.()
      for (const enough = asked + 2; asked < enough; ) await setImmediate()
    },
  }
}

describe('a neighbour', () => {
  it('that is well is not spoken of', async () => {
    const { said, answers, state } = watch()
    await answers(undefined)
    expect([state(), said]).toEqual([{ waiting: undefined, troubles: [] }, []])
  })

  it('in trouble is told of once, again when the trouble changes, and when it is over', async () => {
    const { said, answers, state } = watch()
    await answers(new Error('nobody listens: look at X_URL'))
    expect(state()).toEqual({ waiting: undefined, troubles: ['store: nobody listens: look at X_URL'] })
    await answers(WRONG_PASSWORD)
    await answers(undefined)
    expect(state()).toEqual({ waiting: undefined, troubles: [] })
    expect(said).toEqual([
      'store: nobody listens: look at X_URL',
      'store: it refuses us: look at X_PASSWORD',
      'store: all is well again',
    ])
  })

  it('that is needed is waited for until its first answer, and not when it goes away later', async () => {
    const { answers, state } = watch({ isNeeded: true })
    expect(state().waiting).toBe('store')
    await answers(new Error('away'))
    expect(state().waiting).toBe('store')
    await answers(undefined)
    expect(state().waiting).toBeUndefined()
    await answers(new Error('away'))
    expect(state()).toEqual({ waiting: undefined, troubles: ['store: away'] })
  })

  it('that can be worked with and is not as it should be is told of, and not waited for', async () => {
    const { answers, state } = watch({ isNeeded: true })
    await answers('it was changed: put it right')
    expect(state()).toEqual({ waiting: undefined, troubles: ['store: it was changed: put it right'] })
  })

  it('that refuses us from the start is waited for, needed or not, and one that is only away is not', async () => {
    const { answers, state } = watch()
    await answers(new Error('away'))
    expect(state().waiting).toBeUndefined()
    await answers(WRONG_PASSWORD)
    expect(state().waiting).toBe('store')
    await answers(undefined)
    await answers(WRONG_PASSWORD)
    expect(state()).toEqual({ waiting: undefined, troubles: ['store: it refuses us: look at X_PASSWORD'] })
  })
})
