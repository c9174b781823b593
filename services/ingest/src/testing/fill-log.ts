import type { EventLog } from '@soundmill/event-log'
import { exampleOf, newScene } from '@soundmill/events/examples'

const LONG = 'x'.repeat(4_000)

/** Says things of other episodes until the log is as full as that, 0 to 1. */
export async function fillLog(events: EventLog, fill: number): Promise<void> {
  while ((await events.state()).fill < fill) {
    const event = exampleOf('attempt-failed', newScene('other-show'))
    await events.append({ ...event, data: { ...event.data, logTail: LONG } })
  }
}
