import { onTestFinished } from 'vitest'

/**
 * Runs `action` when the test that is running has finished, whatever its result. Outside a test (in
 * `beforeAll`, or while tests are collected) vitest offers no such moment, and the caller has to clean up.
 */
export function afterTest(action: () => Promise<void>): void {
  try {
    onTestFinished(action)
  } catch {
    // Not inside a test.
  }
}
