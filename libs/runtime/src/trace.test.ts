import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startTrace } from './trace.ts'

const WELL_FORMED = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const traceId = '0af7651916cd43dd8448eb211c80319c'

describe('a trace', () => {
  it('goes on with its id and flags, in a span of our own', () => {
    const trace = startTrace(`00-${traceId}-b7ad6b7169203331-00`)
    expect(trace.traceId).toBe(traceId)
    expect(trace.traceparent).toMatch(WELL_FORMED)
    expect(trace.traceparent.startsWith(`00-${traceId}-`)).toBe(true)
    expect(trace.traceparent).not.toContain('b7ad6b7169203331')
    expect(trace.traceparent.endsWith('-00')).toBe(true)
  })

  it('is understood from a version to come, which may have more behind it', () => {
    expect(startTrace(`01-${traceId}-b7ad6b7169203331-01-more`).traceId).toBe(traceId)
  })

  it.each([
    ['of all zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['with a span of all zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['of the forbidden version', `ff-${traceId}-b7ad6b7169203331-01`],
    ['in upper case', `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`],
  ])('begins anew when the header is %s', (_, header) => {
    expect(startTrace(header).traceparent).toMatch(WELL_FORMED)
    expect(startTrace(header).traceId).not.toBe(traceId)
  })

  it('is well formed whatever the client sends', () => {
    fc.assert(fc.property(fc.string(), (header) => WELL_FORMED.test(startTrace(header).traceparent)))
  })
})
