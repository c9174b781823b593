import type { Episode } from '../api/answers.ts'
import type { Paint } from '../terminal/paint.ts'

type Mark = Parameters<Paint>[0]

const MARKS: Record<string, Mark> = {
  succeeded: 'good',
  failed: 'bad',
  gave_up: 'bad',
  canceled: 'quiet',
  deleted: 'quiet',
  running: 'busy',
  retrying: 'busy',
  abandoned: 'bad',
}

/** A state or an outcome in its colour. */
export const painted = (paint: Paint, word: string) => paint(MARKS[word] ?? 'strong', word)

/** Where an episode is, in a word: how its newest job ended, once it has. */
export function stateOf({ state, latest }: Pick<Episode, 'state' | 'latest'>): string {
  return state === 'finished' ? (latest?.outcome ?? state) : state
}
