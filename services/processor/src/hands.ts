import type { Worker } from '@soundmill/event-log'
import type { Observer } from './observer.ts'

/** The worker, watched: how many of all hands have a job, said whenever that changes, and once before. */
export function watchHands(worker: Worker, all: number, onHands: Observer['onHands'] | undefined): Worker {
  let busy = 0
  function change(by: number) {
    busy += by
    onHands?.(busy, all)
  }
  async function holding<T>(work: () => Promise<T>): Promise<T> {
    change(1)
    return work().finally(() => change(-1))
  }
  change(0)
  return {
    handle: (submitted, delivery) => holding(() => worker.handle(submitted, delivery)),
    unreadable: (address, problem, delivery) => holding(() => worker.unreadable(address, problem, delivery)),
  }
}
