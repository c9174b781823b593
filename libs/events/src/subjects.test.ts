import { describe, expect, it } from 'vitest'
import { exampleEvents, exampleOf, newScene } from './examples.ts'
import { subjectsOf } from './subjects.ts'

const subjects = subjectsOf('soundmill')
const scene = newScene()

describe('the subject of an event', () => {
  it('names show, episode, job and fact, and the lane of a submitted', () => {
    const { show, episode, job } = scene
    expect(subjects.of(exampleOf('finished', scene))).toBe(
      `soundmill.episodes.${show}.${episode}.${job}.finished`,
    )
    expect(subjects.of(exampleOf('submitted', scene))).toBe(
      `soundmill.episodes.${show}.${episode}.${job}.submitted.normal`,
    )
    expect(subjects.of(exampleOf('deleted', scene))).toBe(`soundmill.episodes.${show}.${episode}.all.deleted`)
  })

  it.each(exampleEvents(scene))('tells whose it is even when the event cannot be read: $fact', (event) => {
    const { show, episode } = scene
    expect(subjects.parse(subjects.of(event))).toMatchObject({ show, episode, fact: event.fact })
  })

  it.each([
    'soundmill.library.x.assets.y.stored',
    'other.episodes.a.b.c.d',
    'soundmill.episodes.a.b.c.d',
    '',
  ])('of somebody else is not ours: %s', (subject) => expect(subjects.parse(subject)).toBeUndefined())

  it('lies in the namespace, whose stream has its name in upper case', () => {
    const staging = subjectsOf('staging')
    expect(staging.stream).toBe('STAGING')
    expect(staging.of(exampleOf('started'))).toMatch(/^staging\.episodes\./)
  })
})
