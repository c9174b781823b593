import { FORMATS, type LossyFormat } from '@soundmill/audio'
import { encode, fingerprintOf, ResolvedSpec } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mistakesOf } from '../testing/mistakes-of.ts'
import { readSpec, readSpecText } from './read-spec.ts'
import { resolveSpec } from './resolve-spec.ts'

describe('any spec at all', () => {
  const pick = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
  const word = fc.option(fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' }), { nil: undefined })
  const bitrate = (format: LossyFormat) => fc.constantFrom(...FORMATS[format].bitratesKbps)
  const lossy = fc
    .constantFrom(...(['mp3', 'm4a', 'opus'] as const))
    .chain((format) => bitrate(format).map((bitrateKbps) => ({ format, bitrateKbps })))
  const lossless = fc.record({ format: fc.constantFrom('flac', 'wav'), bitDepth: pick(16, 24) })
  const rendition = fc.oneof(
    lossy,
    lossless,
    fc.record({ format: fc.constant('mp3'), vbrQuality: pick(0, 9) }),
  )
  const chapters = fc
    .array(fc.record({ seconds: fc.double({ min: 0.001, max: 9e4, noNaN: true }), title: fc.string() }))
    .map((list) => list.map(({ seconds, title }, at) => ({ startSeconds: at && seconds, title })))
  const spec = fc
    .record({
      show: pick('a', 'my-show', 'default'),
      preset: pick('podcast', 'archive'),
      chapters: fc.option(chapters, { nil: undefined }),
      preview: fc.option(fc.record({ seconds: fc.integer({ min: 5, max: 300 }) }), { nil: undefined }),
      waveform: fc.option(fc.record({ zooms: pick([], [512, 64]), perChannel: pick(true, false) }), {
        nil: undefined,
      }),
      lane: pick('normal', 'urgent'),
      loudness: fc.option(fc.record({ target: pick('apple', 'atsc-a85') }), { nil: undefined }),
      renditions: fc.option(
        fc.uniqueArray(rendition, { minLength: 1, maxLength: 3, selector: (r) => r.format }),
        {
          nil: undefined,
        },
      ),
      metadata: fc.option(
        fc.record({
          title: word,
          artist: word,
          album: word,
          genre: word,
          copyright: word,
          description: word,
        }),
        { nil: undefined },
      ),
    })
    .map((value): unknown => JSON.parse(JSON.stringify(value)))

  it('that is taken, is said whole: it fits an event and comes back from it', () => {
    fc.assert(
      fc.property(spec, (value) => {
        if (mistakesOf(value).length > 0) return
        const resolved = resolveSpec(readSpec(value))
        expect(ResolvedSpec.parse(resolved)).toEqual(resolved)
        const event = exampleOf('submitted')
        expect(() => encode({ ...event, data: { ...event.data, spec: resolved } })).not.toThrow()
      }),
    )
  })

  it('has a fingerprint that its lane and the order of its members do not change', () => {
    fc.assert(
      fc.property(spec, (value) => {
        if (mistakesOf(value).length > 0) return
        const asked = readSpec(value)
        const { lane: _, ...reversed } = Object.fromEntries(Object.entries(asked).reverse())
        const of = (s: Record<string, unknown>) => fingerprintOf({ spec: s, sourceSha256: [] })
        expect(of(reversed)).toBe(of(asked))
        expect(of({ ...asked, show: 'another' })).not.toBe(of(asked))
      }),
    )
  })

  it('longest and in the widest characters, still fits an event without its chapters', () => {
    const wide = (length: number) => '\uffee'.repeat(length)
    const labels = Object.fromEntries(
      ['title', 'artist', 'album', 'genre', 'copyright'].map((name) => [name, wide(255)]),
    )
    const resolved = resolveSpec(readSpec({ metadata: { ...labels, description: wide(4000) } }))
    const event = exampleOf('submitted')
    expect(encode({ ...event, data: { ...event.data, spec: resolved } }).length).toBeLessThan(32 * 1024)
  })

  it('as text is taken or refused, whatever it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"metadata":${json}}`),
    )
    fc.assert(
      fc.property(text, (json) => {
        try {
          readSpecText(json)
        } catch (error) {
          expect(error).toMatchObject({ name: 'HttpProblem', code: 'invalid_spec' })
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
