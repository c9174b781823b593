import { LogUnavailableError } from '@soundmill/event-log'
import { exampleOf, newScene } from '@soundmill/events/examples'
import type { FaultWorld } from './world.ts'

const LONG = 'x'.repeat(4_000)

/** The show of what only fills the log: no story anybody would tell, and of no account to the checker. */
export const BALLAST = 'ballast'

/** Facts of another episode, whose job nobody has submitted and nobody works on. */
async function sayMore({ events }: FaultWorld, logTail: string): Promise<void> {
  const event = exampleOf('attempt-failed', newScene(BALLAST))
  await events.append({ ...event, data: { ...event.data, logTail } })
}

/** Until the log is as full as that, 0 to 1. */
export async function fillLog(world: FaultWorld, fill: number): Promise<void> {
  while ((await world.events.state()).fill < fill) await sayMore(world, LONG)
}

/** Until it takes nothing more, however short. */
export async function stuffLog(world: FaultWorld): Promise<void> {
  for (const logTail of [LONG, '']) {
    try {
      for (;;) await sayMore(world, logTail)
    } catch (err) {
      if (!(err instanceof LogUnavailableError)) throw err
    }
  }
}
