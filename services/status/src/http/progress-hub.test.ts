import { newScene } from '@soundmill/events/examples'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProgressHub } from './progress-hub.ts'

describe('progress for streams', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is passed on once a second for each job, the newest of it, and to whom it concerns', () => {
    const hub = createProgressHub()
    const [one, two] = [newScene(), { ...newScene(), show: 'other' }]
    const heard = { all: 0, show: 0, episode: 0 }
    let last = ''
    hub.listen({}, () => (heard.all += 1))
    hub.listen({ show: 'other' }, () => (heard.show += 1))
    hub.listen({ episode: one.episode }, ({ frame }) => {
      heard.episode += 1
      last = frame.toString()
    })
    for (let percent = 0; percent < 50; percent++) {
      for (const scene of [one, two]) hub.report({ ...scene, step: 'render', percent })
      vi.advanceTimersByTime(100)
    }
    vi.advanceTimersByTime(1_000)
    expect(heard).toEqual({ all: 12, show: 6, episode: 6 })
    expect(last).toContain('"percent":49')
    expect(hub.size()).toBe(3)
    hub.close()
  })
})
