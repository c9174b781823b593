import { Uuid } from '@soundmill/events'
import { ConfigError } from '@soundmill/runtime'

const USAGE = 'say which episodes to erase, by their ids: erase EPISODE…'

/** The episodes an operator names, each once. Throws a ConfigError for none, and for what is no id. */
export function episodesNamed(words: string[]): string[] {
  if (words.length === 0) throw new ConfigError([USAGE])
  const mistakes = words.filter((word) => !Uuid.safeParse(word).success)
  if (mistakes.length > 0) throw new ConfigError(mistakes.map((word) => `${word} is no id of an episode`))
  return [...new Set(words)]
}
