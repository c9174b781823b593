import type { Episode } from '../api/answers.ts'

type Typed = (command: string) => string

/** What can be typed next, each with what it is for. */
export function nextLines({ id, state, latest, published }: Episode, typed: Typed): string[] {
  const commands = [...nextCommands(state, latest?.outcome, published !== undefined)]
  return commands.map(([what, command]) => `${what}  ${typed(`${command} ${id}`)}`)
}

function* nextCommands(state: string, outcome: string | undefined, isPublished: boolean) {
  if (state === 'deleted') return
  if (state !== 'finished') {
    yield ['watch it with:', 'watch'] as const
    yield ['end it with:  ', 'cancel'] as const
    return
  }
  if (outcome !== 'succeeded') {
    yield ['retry with:      ', 'retry'] as const
    yield ['or ask otherwise:', 'reprocess --preset NAME'] as const
  }
  if (isPublished) yield ['get the files:   ', 'get'] as const
}
