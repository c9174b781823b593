import { BackupUnusableError, LogRefusedError } from '@soundmill/event-log/backup'
import { ConfigError, TaskRefusedError } from '@soundmill/runtime'

/** The one directory an operator names. Throws a ConfigError for none, and for more. */
export function directoryNamed(words: string[], usage: string): string {
  const [dir, ...more] = words
  if (dir === undefined || dir.startsWith('-') || more.length > 0) throw new ConfigError([usage])
  return dir
}

/** What a person can do something about is a sentence to them; the rest is for the log. */
export async function explained<T>(work: Promise<T>, whatToDo: string): Promise<T> {
  return work.catch((cause: unknown) => {
    if (!(cause instanceof LogRefusedError || cause instanceof BackupUnusableError)) throw cause
    throw new TaskRefusedError(`${cause.message}. ${whatToDo}`, { cause })
  })
}
