import { describe, expect, it } from 'vitest'
import { gate } from './testing/moody-store.ts'
import { createTurns } from './turns.ts'

describe('work that is done in turns', () => {
  it('is never done by more at a time, in the order of asking, whatever becomes of it', async () => {
    const turns = createTurns(2)
    const begun: number[] = []
    const gates = [gate(), gate(), gate(), gate()]
    const all = gates.map(({ opened }, index) =>
      turns(async () => {
        begun.push(index)
        await opened
        if (index % 2 === 0) throw new Error('failed')
        return index
      }),
    )
    expect(begun).toEqual([0, 1])
    gates[1]?.open()
    await all[1]
    gates[0]?.open()
    await expect(all[0]).rejects.toThrow('failed')
    for (const { open } of gates) open()
    const settled = await Promise.allSettled(all)
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
    expect(begun).toEqual([0, 1, 2, 3])
    expect(await turns(async () => 'free again')).toBe('free again')
  })
})
