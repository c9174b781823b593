/** −60 dBFS: below it a listener hears nothing. */
const SILENT = 33

/** More than these, and the shorter ones are forgotten. */
export const MAX_SILENCES = 1000

type Stretch = { length: number; at: number }

/**
 * Finds the stretches, of so many samples at least, in which nothing can be heard on any channel; counts in
 * samples, not frames. Memory: twice as many stretches as are kept.
 */
export function createSilence(shortest: number) {
  let position = 0
  /** How long it has been silent at the end of what was seen. */
  let run = 0
  let found: Stretch[] = []
  const ended = (length: number, end: number) => {
    if (length < shortest) return
    found.push({ length, at: end - length })
    if (found.length === 2 * MAX_SILENCES) found = longest(found)
  }
  /** At most `shortest` samples: whatever is silent between two loud ones of them is too short to count. */
  const addPart = (samples: Int16Array, from: number, to: number) => {
    const loud = firstLoud(samples, from, to)
    run += loud - from
    if (loud < to) {
      ended(run, position + loud - from)
      run = to - 1 - lastLoud(samples, to)
    }
    position += to - from
  }
  return {
    add(samples: Int16Array): void {
      for (let at = 0; at < samples.length; at += shortest) {
        addPart(samples, at, Math.min(samples.length, at + shortest))
      }
    },
    /** In order. To be called once, at the end. */
    result(): Stretch[] {
      ended(run, position)
      return longest(found).toSorted((a, b) => a.at - b.at)
    },
  }
}

function longest(stretches: readonly Stretch[]): Stretch[] {
  return stretches.toSorted((a, b) => b.length - a.length || a.at - b.at).slice(0, MAX_SILENCES)
}

function firstLoud(samples: Int16Array, from: number, to: number): number {
  let i = from
  while (i < to && Math.abs(samples[i] ?? 0) < SILENT) i++
  return i
}

/** There must be one before `to`. */
function lastLoud(samples: Int16Array, to: number): number {
  let i = to - 1
  while (Math.abs(samples[i] ?? 0) < SILENT) i--
  return i
}
