import type { Logger } from './log.ts'

/** Something opened, to be closed when the process ends. */
export type Closable = { close(): Promise<unknown> | unknown }

export type Closers = {
  /** Closes `resource` at the end of the process, after everything that is opened later. */
  use<R extends Closable>(resource: R, name?: string): R
  /**
   * Closes all, each a `step`; what fails is logged and does not keep the rest from being closed.
   * Answers whether all went well.
   */
  close(step: (name: string, work: () => unknown) => Promise<unknown>): Promise<boolean>
}

/** Whoever opens it closes it: in reverse order, so that nothing is taken from under what was built on it. */
export function createClosers(log: Logger): Closers {
  const stack: Array<{ name: string; resource: Closable }> = []
  return {
    use(resource, name = resource.constructor.name) {
      stack.push({ name, resource })
      return resource
    },
    async close(step) {
      let clean = true
      for (let top = stack.pop(); top; top = stack.pop()) {
        const { name, resource } = top
        try {
          await step(name, () => resource.close())
        } catch (err) {
          clean = false
          log.error({ err, resource: name }, 'did not close well')
        }
      }
      return clean
    },
  }
}
