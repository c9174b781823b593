import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, decodeLaneChanged, UnknownEventError, UnreadableEventError } from './decode.ts'
import { encode, encodeLaneChanged } from './envelope.ts'
import { exampleOf } from './examples.ts'
import { randomId } from './ids.ts'
import { LANES, type LaneChanged, LaneState } from './lanes.ts'
import { subjectsOf } from './subjects.ts'

const said: LaneChanged = {
  id: randomId(),
  source: 'ingest',
  time: '2026-01-01T00:00:00.000Z',
  lane: 'urgent',
  data: { state: 'draining', principal: 'anonymous' },
}
const text = new TextDecoder().decode(encodeLaneChanged(said))
const bytes = (json: string) => new TextEncoder().encode(json)

describe('what is said of a lane', () => {
  it('comes back as it was, for every lane and state', () => {
    for (const lane of LANES) {
      for (const state of LaneState.options) {
        const event = { ...said, lane, data: { ...said.data, state } }
        expect(decodeLaneChanged(encodeLaneChanged(event))).toEqual(event)
      }
    }
  })

  it('is a CloudEvent about the lane', () => {
    expect(JSON.parse(text)).toMatchObject({
      id: said.id,
      source: '/soundmill/ingest',
      type: 'soundmill.lane.changed.v1',
      subject: 'urgent',
      dataschema: 'urn:soundmill:schema:soundmill.lane.changed.v1',
      data: { state: 'draining', principal: 'anonymous' },
    })
  })

  it('of its first version can still be read', () => {
    const golden = readFileSync(new URL('./golden/lane-changed.v1.json', import.meta.url))
    expect(decodeLaneChanged(golden)).toMatchObject({
      lane: 'normal',
      data: { state: 'paused', principal: 'operator' },
    })
  })

  it('of a later version, or not heard of, is unknown rather than broken', () => {
    expect(() => decodeLaneChanged(bytes(text.replaceAll('changed.v1', 'changed.v2')))).toThrow(
      UnknownEventError,
    )
    expect(() => decodeLaneChanged(bytes(text.replaceAll('changed.v1', 'painted.v1')))).toThrow(
      UnknownEventError,
    )
  })

  it('is never taken for a fact of an episode, nor the other way round', () => {
    expect(() => decode(encodeLaneChanged(said))).toThrow(UnreadableEventError)
    expect(() => decodeLaneChanged(encode(exampleOf('started')))).toThrow(UnreadableEventError)
  })

  it('with a state nobody knows is refused where it is made and where it is read', () => {
    expect(() => decodeLaneChanged(bytes(text.replace('draining', 'sleeping')))).toThrow(UnreadableEventError)
    expect(() => encodeLaneChanged({ ...said, lane: 'Not a lane' })).toThrow(/lane/)
  })

  it('made of any bytes is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (payload) => {
        expect(() => decodeLaneChanged(payload)).toThrow(UnreadableEventError)
      }),
    )
  })

  it('has a subject of its own, which the stream keeps and no follower of episodes takes for one', () => {
    const subjects = subjectsOf('soundmill')
    expect(subjects.laneChanged('urgent')).toBe('soundmill.lanes.urgent.changed')
    expect(subjects.stored).toContain('soundmill.lanes.>')
    expect(subjects.parse(subjects.laneChanged('urgent'))).toBeUndefined()
  })
})
