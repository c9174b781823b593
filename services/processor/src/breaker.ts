import { setTimeout as sleep } from 'node:timers/promises'

const PROBE_MS = 1_000

/**
 * Stops taking jobs while a dependency is down, so that they do not all fail one after the other, and goes on
 * as soon as `probe` succeeds. Opening it again while it is open changes nothing.
 */
export function createBreaker(
  pause: (paused: boolean) => void,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
) {
  let open = false

  async function waitUntilBack() {
    while (!signal.aborted) {
      await sleep(PROBE_MS, undefined, { signal }).catch(() => undefined)
      const back = await probe().then(
        () => true,
        () => false,
      )
      if (back) break
    }
    open = false
    pause(false)
  }

  return {
    isOpen: () => open,
    trip() {
      if (open) return
      open = true
      pause(true)
      void waitUntilBack()
    },
  }
}
