/** A task cannot be done; the message is a sentence for whoever ran it, and tells what to do. */
export class TaskRefusedError extends Error {
  override name = 'TaskRefusedError'
}
