import { FAILURES } from '@soundmill/events'
import { describe, expect, it } from 'vitest'
import { adviceFor, adviceLines } from './advice.ts'

const commandsAfter = (code: string, outcome = 'failed') =>
  adviceFor({ episode: 'E', job: 'J', outcome, code }).map(([, command]) => command)

describe('what to do after a failure', () => {
  it('is another try exactly where that can end otherwise', () => {
    const hopeless = Object.entries(FAILURES)
      .filter(([code, retry]) => retry === 'never' && code !== 'canceled' && code !== 'episode_deleted')
      .map(([code]) => code)
    for (const code of Object.keys(FAILURES)) {
      const isTried = commandsAfter(code).some((command) => command.startsWith('retry'))
      if (code === 'canceled' || code === 'episode_deleted') continue
      expect(isTried, code).toBe(!hopeless.includes(code))
    }
  })

  it('is a mended file where the recording is broken, and a requeue of a dead letter', () => {
    expect(commandsAfter('truncated_input')).toEqual(['submit FILE --wait'])
    expect(commandsAfter('gave_up')).toEqual(['dead requeue J --wait'])
    expect(commandsAfter('canceled', 'canceled')[0]).toBe('retry E --wait')
    expect(commandsAfter('of_a_later_release')[0]).toBe('retry E --wait')
  })

  it('names the limit', () => {
    const lines = adviceLines(adviceFor({ episode: 'E', code: 'limit_exceeded:duration' }), (line) => line)
    expect(lines[0]).toMatch(/^over the limit of the length; submit a file within it: {2}submit FILE --wait$/)
  })
})
