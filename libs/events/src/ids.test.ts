import { describe, expect, it } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'
import { idFromKey, submittedId } from './ids.ts'

const scope = { principal: 'anonymous', route: 'POST /v1/episodes', pathIds: [], show: 'my-show', key: 'k1' }

describe('ids that an Idempotency-Key stands for', () => {
  it('are these, for ever', () => {
    expect(idFromKey('episode', scope)).toBe('6e5a8afb-de16-5b54-8563-030dcbc4c9e1')
    expect(idFromKey('job', scope)).toBe('0ba6ae2f-8fad-5cec-b00c-62360f7349d3')
    expect(submittedId('0ba6ae2f-8fad-5cec-b00c-62360f7349d3', '11111111-1111-4111-8111-111111111111')).toBe(
      '1c9a1f8e-ec8d-5847-9b4d-e057b4a5699f',
    )
  })

  it('differ by kind, principal, route, path, show and key', () => {
    const others = [
      { ...scope, principal: 'other' },
      { ...scope, route: 'POST /v1/uploads' },
      { ...scope, pathIds: ['x'] },
      { ...scope, show: 'other' },
      { ...scope, key: 'k2' },
    ].map((other) => idFromKey('episode', other))
    expect(new Set([...others, idFromKey('episode', scope), idFromKey('job', scope)]).size).toBe(7)
  })
})

describe('the fingerprint of what was asked', () => {
  const asked = { spec: { preset: 'podcast', show: 'a' }, sourceSha256: ['00'] }

  it('is this, for ever', () => {
    expect(fingerprintOf(asked)).toBe('d935aea8a2fd6fa7e3b0e57cf0d1456e4695379f2f1ef144ee829e6f43e226c3')
  })

  it('is this with files beside the recordings, for ever', () => {
    const beside = { ...asked, cover: '0c', chapters: '0d' }
    expect(fingerprintOf(beside)).toBe('8800ffcbe2f94ee37941ecb9d840e889d4af95e338c762e8e48a5ddd56143ea2')
    expect(fingerprintOf({ ...asked, cover: undefined, chapters: undefined })).toBe(fingerprintOf(asked))
  })

  it('is the same whatever the order of members, and in every lane', () => {
    const same = { spec: { show: 'a', lane: 'urgent', preset: 'podcast' }, sourceSha256: ['00'] }
    expect(fingerprintOf(same)).toBe(fingerprintOf(asked))
  })

  it('differs by spec, bytes, the files beside them, and what it is a retry of', () => {
    const others = [
      { ...asked, spec: { preset: 'podcast' } },
      { ...asked, sourceSha256: ['01'] },
      { ...asked, retryOf: 'x' },
      { ...asked, cover: 'x' },
      { ...asked, chapters: 'x' },
    ]
    expect(new Set([asked, ...others].map(fingerprintOf)).size).toBe(6)
  })
})
