/**
 * Cuts what comes into windows of `size` samples, however it is chunked: `scan` sees every part of a window,
 * `close` is called at the end of each, and of the incomplete last one, with the samples that were in it.
 */
export function createWindows(
  size: number,
  scan: (samples: Int16Array, from: number, to: number) => void,
  close: (filled: number) => void,
) {
  let filled = 0
  const end = () => {
    if (filled > 0) close(filled)
    filled = 0
  }
  return {
    add(samples: Int16Array): void {
      for (let at = 0; at < samples.length; ) {
        const to = Math.min(samples.length, at + size - filled)
        scan(samples, at, to)
        filled += to - at
        at = to
        if (filled === size) end()
      }
    },
    end,
  }
}
