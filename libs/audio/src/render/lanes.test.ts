import { describe, expect, it } from 'vitest'
import { never } from '../testing/jobs.ts'
import { createLanes } from './lanes.ts'

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('lanes', () => {
  it('let so many work at once and the next when one is done, in order', async () => {
    const lanes = createLanes(2)
    const gates = [gate(), gate(), gate(), gate()]
    const started: number[] = []
    const runs = gates.map(({ opened }, i) =>
      lanes.run(never, () => {
        started.push(i)
        return opened
      }),
    )
    await Promise.resolve()
    expect(started).toEqual([0, 1])
    gates[1]?.open()
    await runs[1]
    expect(started).toEqual([0, 1, 2])
    for (const { open } of gates) open()
    await Promise.all(runs)
    expect(started).toEqual([0, 1, 2, 3])
  })

  it('are free again after work that failed', async () => {
    const lanes = createLanes(1)
    await expect(lanes.run(never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await lanes.run(never, async () => 'fine')).toBe('fine')
  })

  it('do not keep an aborted job waiting, nor lose its place to nobody', async () => {
    const lanes = createLanes(1)
    const first = gate()
    const running = lanes.run(never, () => first.opened)
    const controller = new AbortController()
    const waiting = lanes.run(controller.signal, async () => 'never')
    const behind = lanes.run(never, async () => 'served')
    controller.abort(new Error('canceled'))
    await expect(waiting).rejects.toThrow('canceled')
    first.open()
    await running
    expect(await behind).toBe('served')
  })
})
