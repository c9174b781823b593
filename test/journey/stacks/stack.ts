/** The parts of a deployment a test may kill. In one process, every service is that process. */
export type Part = 'ingest' | 'processor' | 'status' | 'nats' | 'mongo'

/** A running system. Journeys speak HTTP to it and must not be able to tell which one it is. */
export type Stack = {
  /** Where commands go; with a gateway, or in one process, the same as where queries go. */
  commands: string
  queries: string
  /** SIGKILL, and waits until it is gone. What a supervisor starts again by itself may be back already. */
  kill(part: Part): Promise<void>
  /** SIGTERM, and waits for the end. Resolves to the exit code. */
  terminate(part: Part): Promise<number | null>
  /** Starts a part that was ended, and waits until it is ready. */
  start(part: Part): Promise<void>
  /** Throws away everything that can be made again from the log: the view. */
  forgetView(): Promise<void>
  /** Resident memory of a service, in bytes; undefined where it shares a process or cannot be asked. */
  residentBytes(part: Part): Promise<number | undefined>
  close(): Promise<void>
}

/** Leases in journeys are short, so that a killed worker is missed soon; so is the grace, so that work outlasts it. */
export const IMPATIENCE = { NATS_ACK_WAIT_MS: '3000', GRACE_MS: '500', RECONCILE_EVERY_MS: '1000' }
