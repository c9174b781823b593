import { EventEmitter } from 'node:events'

/** See `createNews`. */
export type News = ReturnType<typeof createNews>

/** Tells those who wait that something was written which they can read now. Nothing is said about what. */
export function createNews() {
  const bells = new EventEmitter().setMaxListeners(0)
  return {
    /** These episodes have new facts; or, without a list, anything may be new. */
    tell(episodes: Iterable<string>): void {
      for (const episode of episodes) bells.emit(topic(episode))
      bells.emit(ANYTHING)
    },

    /** Everything is new: another set is served. */
    tellAll(): void {
      for (const name of bells.eventNames()) bells.emit(name)
    },

    /** Calls back after news of this episode, or of any. Returns a function that stops it. */
    listen(episode: string | undefined, handle: () => void): () => void {
      const name = episode === undefined ? ANYTHING : topic(episode)
      bells.on(name, handle)
      return () => bells.off(name, handle)
    },
  }
}

const ANYTHING = 'anything'

/** Never a name that EventEmitter treats in a way of its own. */
const topic = (episode: string) => `episode ${episode}`
