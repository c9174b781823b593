import { describe, expect, it } from 'vitest'
import { queryOf } from './filters.ts'

const now = Date.parse('2026-11-24T12:00:00Z')

describe('the filters', () => {
  it('are those of the API, in its words', () => {
    expect(queryOf({ show: 's', search: 'ask not', sha256: 'ab', code: 'gave_up' }, now)).toEqual({
      show: 's',
      q: 'ask not',
      sourceSha256: 'ab',
      code: 'gave_up',
    })
  })

  it('say which one was meant when an outcome is given as a state', () => {
    expect(() => queryOf({ state: 'failed' }, now)).toThrow('--outcome failed')
    expect(queryOf({ state: 'finished' }, now)).toEqual({ state: 'finished' })
  })

  it.each([
    ['90m', '2026-11-24T10:30:00.000Z'],
    ['36h', '2026-11-23T00:00:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
  ])('take %s for a time', (since, createdAfter) => {
    expect(queryOf({ since }, now)).toEqual({ createdAfter })
  })

  it('refuse what is no time', () => {
    expect(() => queryOf({ until: 'soon' }, now)).toThrow('soon is no time')
  })
})
