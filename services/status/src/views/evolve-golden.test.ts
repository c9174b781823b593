import { readdirSync, readFileSync } from 'node:fs'
import type { Recorded } from '@soundmill/event-log'
import { decode, isFact } from '@soundmill/events'
import { describe, expect, it } from 'vitest'
import { viewOf } from '../testing/story-view.ts'
import { fold } from './fold.ts'
import { keysOf } from './keys.ts'
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

describe('every event of an episode ever published', () => {
  const files = readdirSync(golden).filter((file) => isFact(file.split('.v')[0] ?? ''))
  it.each(files)('%s is folded into a view', (file) => {
    const event = read(file)
    expect(viewOf([event])).toMatchObject({ id: event.episode, show: event.show })
  })
})

describe('what facts are folded to', () => {
  it('changes only with the version of the projection: others of the same version write the same', () => {
    const log: Recorded[] = LIFE.map((fact, index) => {
      const sequence = index + 1
      return { event: read(`${fact}.v1.json`), sequence, position: `golden-${sequence}` }
    })
    const file = new URL(`golden/projection.v${PROJECTION_VERSION}.json`, import.meta.url)
    const keys = log.map((_, index) => fold([], log.slice(0, index + 1)).views.map(keysOf))
    const folded = { ...fold([], log), keys: keys.flat() }
    expect(`${JSON.stringify(folded, undefined, 2)}\n`).toBe(readFileSync(file, 'utf8'))
  })
})
