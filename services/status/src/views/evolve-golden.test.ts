import { readdirSync, readFileSync } from 'node:fs'
import type { Recorded } from '@soundmill/event-log'
import { decode, isFact } from '@soundmill/events'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../testing/story-view.ts'
import { fold } from './fold.ts'
import { PROJECTION_VERSION } from './version.ts'

const golden = new URL('../../../../libs/events/src/golden/', import.meta.url)
const read = (file: string) => decode(readFileSync(new URL(file, golden)))

/** The first version of every fact, in the order of their life: these examples never change. */
const LIFE = [
  'submitted',
  'started',
  'inspected',
  'rendered',
  'attempt-failed',
  'finished',
  'deleted',
].filter(isFact)

describe('every event ever published', () => {
  it.each(readdirSync(golden))('%s is folded into a view', (file) => {
    const event = read(file)
    expect(viewOf([event])).toMatchObject({ id: event.episode, show: event.show })
  })
})

describe('what facts are folded to', () => {
  it('changes only with the version of the projection: others of the same version write the same views', () => {
    const log: Recorded[] = LIFE.map((fact, index) => {
      const sequence = index + 1
      return { event: read(`${fact}.v1.json`), sequence, position: `golden-${sequence}` }
    })
    const file = new URL(`golden/projection.v${PROJECTION_VERSION}.json`, import.meta.url)
    expect(`${JSON.stringify(fold([], log), undefined, 2)}\n`).toBe(readFileSync(file, 'utf8'))
  })
})
