import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, UnknownEventError, UnreadableEventError } from './decode.ts'
import { EventTooLargeError, encode, MAX_EVENT_BYTES } from './envelope.ts'
import { VERSIONS } from './episode-event.ts'
import { exampleEvents, exampleOf } from './examples.ts'
import { upcast } from './upcast.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const wire = (event: Parameters<typeof encode>[0]): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(encode(event)))

describe('an event on the wire', () => {
  it.each(exampleEvents().map((event) => [event.fact, event] as const))(
    'comes back as it was: %s',
    (_, event) => {
      expect(decode(encode(event))).toEqual(event)
    },
  )

  it('is a CloudEvent that says what it is about', () => {
    const event = exampleOf('started')
    expect(wire(event)).toMatchObject({
      specversion: '1.0',
      id: event.id,
      source: '/soundmill/processor',
      type: 'soundmill.episode.started.v1',
      subject: `${event.show}/${event.episode}/${event.job}`,
      datacontenttype: 'application/json',
      dataschema: 'urn:soundmill:schema:soundmill.episode.started.v1',
    })
  })

  it('is refused where it is made when it is larger than 64 KiB', () => {
    const event = exampleOf('inspected')
    const detail = 'x'.repeat(500)
    const findings = Array.from({ length: MAX_EVENT_BYTES / 500 }, () => ({ code: 'clipping', detail }))
    expect(() => encode({ ...event, data: { ...event.data, findings } })).toThrow(EventTooLargeError)
  })

  it('is refused where it is made when nobody could read it, and carries nothing its schema does not know', () => {
    const event = exampleOf('started')
    expect(() => encode({ ...event, data: { ...event.data, attempt: 0 } })).toThrow(/attempt/)
    const talkative = { ...event, data: { ...event.data, path: '/tmp/private' } }
    expect(JSON.stringify(wire(talkative))).not.toContain('private')
  })

  it('may carry a member that this version does not know', () => {
    const event = exampleOf('deleted')
    expect(decode(bytes({ ...wire(event), data: { ...event.data, note: 'new' } }))).toEqual(event)
  })

  it('of a later version, or of a fact not heard of, is unknown rather than broken', () => {
    const later = { ...wire(exampleOf('started')), type: 'soundmill.episode.started.v2' }
    const strange = { ...wire(exampleOf('started')), type: 'soundmill.episode.applauded.v1' }
    expect(() => decode(bytes(later))).toThrow(UnknownEventError)
    expect(() => decode(bytes(strange))).toThrow(UnknownEventError)
  })

  it('that is broken says where', () => {
    const broken = { ...wire(exampleOf('started')), data: { attempt: 0 } }
    expect(() => decode(bytes(broken))).toThrow(/attempt/)
  })

  it('made of any bytes is read or refused, and nothing else', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => new TextEncoder().encode(json)),
      fc.record({ ...fuzzedEnvelope() }, { requiredKeys: [] }).map(bytes),
    )
    fc.assert(
      fc.property(anything, (payload) => {
        try {
          decode(payload)
        } catch (err) {
          expect(err instanceof UnreadableEventError || err instanceof UnknownEventError).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

function fuzzedEnvelope() {
  return Object.fromEntries(
    Object.entries(wire(exampleOf('finished'))).map(([name, value]) => [
      name,
      fc.oneof(fc.constant(value), fc.json(), fc.jsonValue()),
    ]),
  )
}

const golden = new URL('./golden/', import.meta.url)

describe('every version ever published', () => {
  const files = readdirSync(golden)

  it('has a golden file', () => {
    const expected = Object.entries(VERSIONS).flatMap(([fact, newest]) =>
      Array.from({ length: newest }, (_, i) => `${fact}.v${i + 1}.json`),
    )
    expect(files.sort()).toEqual([...expected, 'lane-changed.v1.json'].sort())
  })

  it.each(files.filter((file) => !file.startsWith('lane-')))('can still be read: %s', (file) => {
    expect(decode(readFileSync(new URL(file, golden)))).toMatchObject({ fact: file.split('.')[0] })
  })
})

describe('an old event', () => {
  it('is lifted step by step to the version of today', () => {
    const lifts = { 'started.v1': () => ({ b: 1 }), 'started.v2': () => ({ c: 1 }) }
    expect(upcast({ fact: 'started', version: 1, data: { a: 1 } }, lifts)).toEqual({
      fact: 'started',
      version: 3,
      data: { c: 1 },
    })
  })
})
