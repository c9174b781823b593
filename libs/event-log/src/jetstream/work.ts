import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker, Working, WorkOptions } from '../index.ts'
import { createDealer, type WorkDeps } from './deal.ts'
import { watchLanes } from './lane-watch.ts'
import { createQueue, type Queue } from './queue.ts'

const RETRY_MS = 500

/** One time in so many the last lane is asked first, so that a flood of urgent jobs leaves it its share. */
const TURN_ABOUT = 4

/**
 * One question at a time for each free hand. Asking for more would let jobs grow old in our buffer, where no
 * `working()` keeps them: they would be dealt again while the first hand still has them.
 */
export function work(deps: WorkDeps, { lanes, concurrency }: WorkOptions, worker: Worker): Working {
  const { log } = deps
  const patience = new AbortController()
  const dealer = createDealer(deps, worker, patience.signal)
  const watch = watchLanes(deps, lanes)
  const queues = lanes.map((lane) => createQueue(deps, lane))
  let stopping = false
  let paused = false

  const mayTake = ({ lane }: Queue) => !stopping && !paused && watch.lets(lane)

  /** A job that comes when none is wanted any more goes back at once. */
  async function ask(queue: Queue, waits: boolean): Promise<'dealt' | 'none' | undefined> {
    const taken = await queue.take(waits)
    if (!taken || taken === 'none') return taken
    if (mayTake(queue)) await dealer.deal(taken.message, taken.lease)
    else taken.message.nak()
    return 'dealt'
  }

  /** Whom to ask, in this order: each lane that is open, and the last one until something comes. */
  function round(number: number) {
    const open = queues.filter(mayTake)
    const asked = number % TURN_ABOUT === 0 ? [...open.slice(-1), ...open] : open
    return asked.map((queue, at) => ({ queue, waits: at === asked.length - 1 }))
  }

  async function turn(number: number) {
    let came: 'dealt' | 'none' | undefined
    for (const { queue, waits } of round(number)) {
      came = await ask(queue, waits)
      if (came === 'dealt') return
    }
    if (!came) await sleep(RETRY_MS)
  }

  /** An ack or a nak that could not be sent, on a line that is down: the lease runs out by itself. */
  async function unlucky(err: unknown) {
    if (!stopping) log.warn({ err }, 'a job could not be settled')
    await sleep(RETRY_MS)
  }

  const hand = async () => {
    await watch.ready
    for (let number = 1; !stopping; number++) await turn(number).catch(unlucky)
  }
  const all = Promise.all(Array.from({ length: concurrency }, hand))

  return {
    pause(value) {
      paused = value
    },
    async stop(graceMs) {
      stopping = true
      watch.stop()
      const timer = setTimeout(() => patience.abort(), graceMs)
      await all
      clearTimeout(timer)
    },
  }
}
