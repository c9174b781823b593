import type { Episode } from '../api/answers.ts'
import { type Advice, adviceFor, adviceLines } from './advice.ts'

type Typed = (command: string) => string

/** What can be typed next, each with what it is for. */
export const nextLines = (episode: Episode, typed: Typed): string[] =>
  adviceLines([...nextCommands(episode)], typed)

function* nextCommands({ id, state, latest, published }: Episode): Generator<Advice> {
  if (state === 'deleted') return
  if (state !== 'finished') {
    yield ['watch it with:', `watch ${id}`]
    yield ['end it with:', `cancel ${id}`]
    return
  }
  if (latest?.outcome !== 'succeeded') yield* adviceFor({ ...latest, episode: id })
  if (published !== undefined) yield ['get the files:', `get ${id}`]
}
