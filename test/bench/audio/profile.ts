import { median } from '../shared/ratios.ts'
import type { Measured } from './run-contender.ts'
import type { ToolRun } from './stopwatch.ts'

/** Where Soundmill's processor time goes: what for, how often in one job, and seconds, the median of the rounds. */
export type Share = { purpose: string; times: number; cpuSeconds: number }

const ENCODER = / -(?:acodec|c:a) (aac|libmp3lame|libopus) /

/** What the engine wanted of a tool, told by the words it was called with. */
export function purposeOf(run: ToolRun): string {
  const words = run.words.join(' ')
  if (/file:\S*\/out\/episode\.\w+( -|$)/.test(words) && !words.includes('recording.wav')) return 'verify'
  if (run.tool === 'ffprobe') return 'probe'
  const encoder = ENCODER.exec(words)?.[1]
  if (encoder) return `encode ${encoder}`
  return words.includes('alimiter') ? 'search for the gain' : 'measure'
}

export function profileOf(rounds: readonly Measured[]): Share[] {
  const purposes = new Set(rounds.flatMap(({ runs }) => runs.map(purposeOf)))
  const shares = [...purposes].toSorted().map((purpose) => {
    const ofRounds = rounds.map(({ runs }) => runs.filter((run) => purposeOf(run) === purpose))
    const seconds = (runs: ToolRun[]) => runs.reduce((total, run) => total + run.cpuSeconds, 0)
    return {
      purpose,
      times: median(ofRounds.map((runs) => runs.length)),
      cpuSeconds: median(ofRounds.map(seconds)),
    }
  })
  const node = median(rounds.map(({ nodeCpuSeconds }) => nodeCpuSeconds))
  return [...shares, { purpose: 'Node', times: 1, cpuSeconds: node }]
}
