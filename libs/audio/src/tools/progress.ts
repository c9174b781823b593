/** What ffmpeg has done so far. */
export type Reached = { seconds: number; bytes: number }

/**
 * Reads the lines of `-progress` (`key=value`, one block every half second) and calls back only when
 * something moved: ffmpeg 7 prints blocks from a thread of its own, also while its decoder hangs.
 */
export function createProgressReader(onMoved: (reached: Reached) => void): (line: string) => void {
  const reached = { seconds: 0, bytes: 0 }
  return (line) => {
    const [key, text] = line.split('=')
    const value = Number(text)
    if (!Number.isFinite(value)) return
    if (key === 'out_time_us' && value / 1e6 > reached.seconds) reached.seconds = value / 1e6
    else if (key === 'total_size' && value > reached.bytes) reached.bytes = value
    else return
    onMoved({ ...reached })
  }
}
