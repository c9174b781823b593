import type { EpisodeEvent } from '@soundmill/events'
import type { Scene } from '@soundmill/events/examples'
import fc from 'fast-check'
import * as tell from './story.ts'

/** Every fact there is, with every outcome, as one attempt would say it. */
export const FACTS: Array<(scene: Scene, attempt: number) => EpisodeEvent> = [
  (scene) => tell.submitted(scene),
  tell.started,
  tell.inspected,
  tell.rendered,
  tell.attemptFailed,
  tell.succeeded,
  tell.failed,
  tell.gaveUp,
  (scene) => tell.canceled(scene),
  tell.deleted,
  tell.erased,
]

/** Anything anybody could say: legal, late, of an unknown job, of a run that never began. */
export function aFactOf(scenes: Scene[]): fc.Arbitrary<EpisodeEvent> {
  return fc
    .tuple(fc.constantFrom(...FACTS), fc.constantFrom(...scenes), fc.integer({ min: 1, max: 4 }))
    .map(([fact, scene, attempt]) => fact(scene, attempt))
}

/** So many facts of a few episodes, in no order; the same for the same seed but for their ids. */
export function someFacts(scenes: Scene[], count: number, seed: number): EpisodeEvent[] {
  return fc.sample(aFactOf(scenes), { numRuns: count, seed })
}
