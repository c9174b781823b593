import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

/**
 * A part of the system that can run in a process of its own or beside the others. It is given
 * everything it needs when created; it never looks anything up.
 */
export interface Service {
  name: string
  routes?: FastifyPluginAsyncZod
  /** Called once, when the process listens already; requests are let in when all services have started. */
  start?(): Promise<void>
  /** Can it do its own work now? Undefined: yes; otherwise what it is waiting for. Asked by `GET /readyz`. */
  waitingFor?(): string | undefined
  /** What is wrong although it can do its work, for whoever runs the process. Shown by `GET /readyz`, too. */
  troubles?(): string[]
  /**
   * Finish what is in hand within `graceMs`, streams to clients included, then let go. Called once; also
   * when `start` failed or is not through. Requests are still answered meanwhile, new ones are refused.
   */
  stop?(graceMs: number): Promise<void>
}
