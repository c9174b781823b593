import { readdirSync, readFileSync } from 'node:fs'
import { decode } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../testing/story-view.ts'

describe('every event ever published', () => {
  const golden = new URL('../../../../libs/events/src/golden/', import.meta.url)

  it.each(readdirSync(golden))('%s is folded into a view', (file) => {
    const event = decode(readFileSync(new URL(file, golden)))
    expect(viewOf([event])).toMatchObject({ id: event.episode, show: event.show })
  })

  it('there is an example of is folded in the order of its life', () => {
    const scene = newScene()
    const events = (['submitted', 'started', 'inspected', 'rendered', 'finished'] as const).map((fact) =>
      exampleOf(fact, scene),
    )
    expect(viewOf(events)).toMatchObject({ state: 'finished', published: scene.job })
  })
})
