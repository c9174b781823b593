/** −60 dBFS: below it a listener hears nothing. */
const SILENT = 33

type Stretch = { length: number; at: number }

/** Finds the longest stretch in which nothing can be heard on any channel; counts in samples, not frames. */
export function createSilence() {
  let position = 0
  /** How long it has been silent at the end of what was seen. */
  let run = 0
  let longest: Stretch = { length: 0, at: 0 }
  const ended = (length: number, end: number) => {
    if (length > longest.length) longest = { length, at: end - length }
  }
  return {
    add(samples: Int16Array): void {
      let at = 0
      while (at < samples.length) {
        const loud = nextLoud(samples, at)
        run += loud - at
        if (loud === samples.length) break
        ended(run, position + loud)
        run = 0
        at = nextSilent(samples, loud)
      }
      position += samples.length
    },
    longest(): Stretch {
      ended(run, position)
      return longest
    },
  }
}

function nextLoud(samples: Int16Array, from: number): number {
  for (let i = from; i < samples.length; i++) if (Math.abs(samples[i] ?? 0) >= SILENT) return i
  return samples.length
}

function nextSilent(samples: Int16Array, from: number): number {
  for (let i = from; i < samples.length; i++) if (Math.abs(samples[i] ?? 0) < SILENT) return i
  return samples.length
}
