import { afterAll, beforeAll, describe } from 'vitest'
import type { Stack } from '../stacks/stack.ts'
import { badInputJourney } from './bad-input.ts'
import { cancelJourney } from './cancel.ts'
import { controlJourney } from './control.ts'
import { deleteJourney } from './delete.ts'
import { faultsJourney } from './faults.ts'
import { finishJourney } from './finish.ts'
import { idempotencyJourney } from './idempotency.ts'
import { tusJourney } from './tus.ts'
import { wishesJourney } from './wishes.ts'

/** Every journey, over HTTP, on one deployment. They must not be able to tell which. */
export function journeys(name: string, start: () => Promise<Stack>) {
  describe(name, () => {
    let stack: Stack | undefined
    beforeAll(async () => {
      stack = await start()
    })
    afterAll(() => stack?.close())
    const running = () => {
      if (!stack) throw new Error('the stack did not start')
      return stack
    }
    finishJourney(running)
    wishesJourney(running)
    tusJourney(running)
    idempotencyJourney(running)
    badInputJourney(running)
    cancelJourney(running)
    controlJourney(running)
    deleteJourney(running)
    faultsJourney(running)
  })
}
