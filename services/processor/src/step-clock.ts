import { STEPS, type Step } from '@soundmill/event-log'

/**
 * Tells how long an attempt was at each of its steps, once, when it is through with it. Files are stored between the
 * other steps as well as after them; all of that is one step, told at the end. So the seconds of the steps add up to
 * those of the attempt, and of one that fails, the step it fails in is not told.
 */
export function createStepClock(
  onStep: (step: Step, seconds: number) => void,
  now: () => number = () => performance.now(),
) {
  const spentMs = new Map<Step, number>()
  let current: Step | undefined
  let since = now()

  function leave() {
    const at = now()
    if (current) spentMs.set(current, (spentMs.get(current) ?? 0) + at - since)
    since = at
  }
  function tell(step: Step) {
    onStep(step, (spentMs.get(step) ?? 0) / 1_000)
  }

  return {
    /** The attempt is at this step now. */
    at(step: Step): void {
      if (step === current) return
      leave()
      if (current && current !== 'store' && STEPS.indexOf(step) > STEPS.indexOf(current)) tell(current)
      current = step
    },
    /** It is through with all of them. */
    done(): void {
      leave()
      if (current && current !== 'store') tell(current)
      if (spentMs.has('store')) tell('store')
      current = undefined
    },
  }
}
