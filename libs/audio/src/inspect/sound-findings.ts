import { type Detector, round, seconds } from './evidence.ts'

/* What a listener would notice. Channels are counted from 1: left, right. */

/** Below this there is nothing to bring to a loudness target: an empty room, a muted microphone. */
export const VERY_QUIET_LUFS = -50

/** A master may touch full scale once or twice; a clipped recording does it all the time. */
const CLIPPED_PLACES = 5

/** Waves that were cut off: how often, and where first. */
export const clipping: Detector = ({ statistics: { clipping } }) => {
  const { places, atSeconds = 0 } = clipping
  if (places < CLIPPED_PLACES) return undefined
  const detail = `The level is cut off at full scale in ${places} places, first at ${seconds(atSeconds)}.`
  return { code: 'clipping', detail, measured: { places, atSeconds: round(atSeconds) } }
}

/** An offset, of the channel that has the larger one. */
export const dcOffset: Detector = ({ statistics: { channels } }) => {
  const means = channels.map(({ mean }) => mean)
  const worst = means.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
  if (Math.abs(worst) < 0.01) return undefined
  const detail = `The wave is off its centre by ${round(100 * Math.abs(worst))} % of full scale.`
  const measured = { offset: round(worst, 4), channel: means.indexOf(worst) + 1 }
  return { code: 'dc_offset', detail, measured }
}

/** One side has nothing while the other has something. */
export const silentChannel: Detector = ({ statistics: { channels } }) => {
  const [left, right] = channels
  if (!left || !right) return undefined
  const [quiet, loud] = left.peak < right.peak ? [left, right] : [right, left]
  if (quiet.peak > 0.001 || loud.rms < 0.003) return undefined
  const [side, channel] = quiet === left ? ['left', 1] : ['right', 2]
  const peakDbfs = quiet.peak > 0 ? round(20 * Math.log10(quiet.peak), 1) : null
  const detail = `There is nothing on the ${side} channel.`
  return { code: 'silent_channel', detail, measured: { channel: Number(channel), peakDbfs } }
}

/** The two sides cancel each other for a quarter of what can be heard, or more: a swapped wire. */
export const outOfPhase: Detector = ({ statistics: { phase } }) => {
  if (!phase) return undefined
  const { cancelingSeconds, audibleSeconds, cancelingAtSeconds: at = 0, correlation = 0 } = phase
  if (cancelingSeconds === 0 || cancelingSeconds < 0.25 * audibleSeconds) return undefined
  const length = seconds(cancelingSeconds)
  const detail = `In ${length} the channels cancel each other on a mono speaker, first at ${seconds(at)}.`
  const measured = { seconds: round(cancelingSeconds), atSeconds: round(at), correlation: round(correlation) }
  return { code: 'out_of_phase', detail, measured }
}

/** Shorter ones are pauses. */
const LONG_SILENCE_SECONDS = 5

/** Stretches in which nothing is heard: all of them together, and where the longest is. */
export const longSilence: Detector = ({ statistics: { silences } }) => {
  const long = silences.filter((silence) => silence.seconds >= LONG_SILENCE_SECONDS)
  const [first, ...others] = long
  if (!first) return undefined
  const longest = others.reduce((a, b) => (b.seconds > a.seconds ? b : a), first)
  const where = `for ${seconds(longest.seconds)} from ${seconds(longest.atSeconds)} on`
  const detail =
    others.length > 0 ? `It is silent ${long.length} times, ${where} at most.` : `It is silent ${where}.`
  const total = long.reduce((sum, silence) => sum + silence.seconds, 0)
  const measured = {
    ...{ count: long.length, totalSeconds: round(total) },
    ...{ longestSeconds: round(longest.seconds), atSeconds: round(longest.atSeconds) },
  }
  return { code: 'long_silence', detail, measured }
}

/** Nothing that could be brought to a loudness. */
export const veryQuiet: Detector = ({ loudness: { integratedLufs, truePeakDbtp } }) => {
  if (integratedLufs !== null && integratedLufs >= VERY_QUIET_LUFS) return undefined
  const detail = 'There is too little sound in it to bring it to a loudness; its level is left as it is.'
  return { code: 'very_quiet', detail, measured: { integratedLufs, truePeakDbtp } }
}
