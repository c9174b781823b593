import { z } from 'zod'
import { LocalError } from './api/errors.ts'
import { type DeadLetter, DeadLettersPage } from './api/queue-answers.ts'
import type { Context } from './context.ts'
import { fitsPart, isUuid } from './find-episode.ts'

/** Every dead letter, each with what the server says of it. */
export async function* deadLetters(
  { api, signal }: Context,
  show: string | undefined,
): AsyncGenerator<{ letter: DeadLetter; body: unknown }> {
  let cursor: string | undefined
  do {
    const asked = {
      limit: '100',
      ...(show !== undefined && { show }),
      ...(cursor !== undefined && { cursor }),
    }
    const query = new URLSearchParams(asked)
    const { value, body } = await api.ask(`/v1/dead-letters?${query}`, DeadLettersPage, { signal })
    const bodies = z.object({ deadLetters: z.array(z.unknown()) }).parse(body).deadLetters
    for (const [at, letter] of value.deadLetters.entries()) yield { letter, body: bodies[at] }
    cursor = value.next
  } while (cursor !== undefined)
}

/** The job of a dead letter: a whole id, or the beginning or end of its own or its episode's. */
export async function findDeadLetter(context: Context, typed: string): Promise<string> {
  const id = typed.toLowerCase()
  const found: string[] = []
  for await (const { letter } of deadLetters(context, undefined)) {
    if (letter.job === id || letter.episode === id) return letter.job
    if (fitsPart(letter.job, id) || fitsPart(letter.episode, id)) found.push(letter.job)
  }
  // The server knows best what to say of a job that is no dead letter, or not any more.
  if (isUuid(id)) return id
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return only
  if (only === undefined) throw new LocalError('not_found', 'there is no dead letter with an id like that')
  throw new LocalError('ambiguous', `that may mean ${found.slice(0, 5).join(', ')}: give more of it`)
}
