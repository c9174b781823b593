import { describe, expect, it } from 'vitest'
import { createCopies } from './copies.ts'

const chunk = (bytes: number) => Buffer.alloc(bytes)

describe('copies of parts that stream through', () => {
  it('are given up, the oldest first, when there is no room', () => {
    const copies = createCopies(100)
    const [old, young, next] = [copies.begin(), copies.begin(), copies.begin()]
    old.add(chunk(40))
    young.add(chunk(40))
    next.add(chunk(40))
    expect(old.pile()).toBeUndefined()
    expect([young.pile()?.bytes, next.pile()?.bytes]).toEqual([40, 40])
    expect(copies.usedBytes()).toBe(80)
  })

  it('are not given up for others once they are needed', () => {
    const copies = createCopies(100)
    const [needed, young] = [copies.begin(), copies.begin()]
    needed.add(chunk(60))
    needed.pin()
    young.add(chunk(60))
    expect(young.pile()).toBeUndefined()
    expect(needed.pile()?.bytes).toBe(60)
  })

  it('are given up though needed when they grow and there is no room at all', () => {
    const copies = createCopies(100)
    const needed = copies.begin()
    needed.pin()
    needed.add(chunk(60))
    needed.add(chunk(60))
    expect(needed.pile()).toBeUndefined()
    expect(copies.usedBytes()).toBe(0)
  })

  it('give back as much as they took, though their pile has grown since', () => {
    const copies = createCopies(100)
    const cut = copies.begin()
    cut.add(chunk(40))
    cut.pin()
    cut.pile()?.add(chunk(500))
    expect(copies.usedBytes()).toBe(40)
    cut.release()
    expect(copies.usedBytes()).toBe(0)
  })

  it('take no room any more, and nothing in, once they were given up or released', () => {
    const copies = createCopies(100)
    const copy = copies.begin()
    copy.add(chunk(50))
    copy.release()
    copy.release()
    copy.add(chunk(10))
    expect(copy.pile()).toBeUndefined()
    expect(copies.usedBytes()).toBe(0)
  })
})
