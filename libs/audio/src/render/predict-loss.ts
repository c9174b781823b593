import { type Envelope, STEP_MS } from '../measure/envelope.ts'
import { FULL_SCALE } from '../measure/levels.ts'

/** What alimiter does by default: it is down when a peak comes, and up again after 50 ms. */
const RELEASE_STEPS = 50 / STEP_MS

/**
 * How many LU a limiter will take from a recording: its gain is followed step by step. Frequencies are not
 * weighted, and within a step nothing is known; so this is right to about a fifth of what it says.
 */
export function predictLossLu({ steps, peaks, powers }: Envelope, gainDb: number, limitDbfs: number): number {
  const room = (FULL_SCALE * 10 ** (Math.min(0, limitDbfs) / 20)) / 10 ** (gainDb / 20)
  const allowed = (step: number) => Math.min(1, room / Math.max(1, peaks[step] ?? 0))
  let [before, after, gain, rise] = [0, 0, 1, 0]
  for (let step = 0; step < steps; step++) {
    const here = Math.min(allowed(step), gain + rise)
    if (here < gain || (here < 1 && here === allowed(step))) rise = (1 - here) / RELEASE_STEPS
    gain = here
    // On the way down to the next peak.
    const meant = Math.min(gain, (gain + allowed(step + 1)) / 2)
    const power = powers[step] ?? 0
    before += power
    after += power * meant * meant
  }
  return after > 0 ? 10 * Math.log10(before / after) : 0
}

/** The gain at which this much loudness is left after the limiter, or the most that is allowed. */
export function predictGain(
  envelope: Envelope,
  wantedDb: number,
  { limitDbfs, maxGainDb }: { limitDbfs: number; maxGainDb: number },
): { gainDb: number; lossLu: number } {
  let gainDb = wantedDb
  let lossLu = predictLossLu(envelope, gainDb, limitDbfs)
  for (let round = 0; round < 20 && Math.abs(gainDb - lossLu - wantedDb) > 0.005; round++) {
    gainDb = Math.min(maxGainDb, wantedDb + lossLu)
    lossLu = predictLossLu(envelope, gainDb, limitDbfs)
    if (gainDb === maxGainDb) break
  }
  return { gainDb, lossLu }
}
