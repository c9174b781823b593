import type { Finding } from '../findings.ts'
import type { Rendition } from '../formats.ts'
import type { Canceling, Inspected } from '../inspected.ts'
import type { Loudness } from '../loudness.ts'
import { decode } from '../measure/decode.ts'
import type { Envelope } from '../measure/envelope.ts'
import type { Mix } from '../measure/mix.ts'
import type { Tools } from '../tools/tools.ts'
import { doubled, type Fold, folded, mustFold, reasonForOneSide, sourceMix } from './channels.ts'

/** What a rendition is made of: the channels, how loud they are, and what was decided about them. */
export type Hearing = {
  mix: Mix
  loudness: Loudness
  /** Of the source, where its channels are taken as they are. */
  envelope?: Envelope
  /** One side was left out, and why. */
  oneSide?: Omit<Finding, 'artifact'>
  /** The two sides were added up, and this is lost. */
  lost?: Canceling
}

/** Finds out what a rendition is made of; the mono mix is measured once, whoever asks first. */
export type Hearings = { of(rendition: Rendition): Promise<Hearing> }

export type HearingTask = { file: string; inspected: Inspected; signal: AbortSignal }

export function createHearings(tools: Tools, task: HearingTask): Hearings {
  const { inspected } = task
  const mix = sourceMix(inspected)
  let mono: Promise<Hearing> | undefined
  return {
    async of(rendition) {
      if (mustFold(rendition, mix)) {
        mono ??= hearMono(tools, task, mix)
        return mono
      }
      const widened = rendition.channels === 'stereo' && mix.channels === 1
      const { loudness, envelope } = inspected
      return { mix: widened ? doubled(mix) : mix, loudness, ...(envelope && { envelope }) }
    },
  }
}

/**
 * The loudness of stereo says nothing of its mono mix: voices in the middle keep theirs, what is only on one
 * side loses 3 LU, what is in opposite phase disappears. So the mix is measured, at about the cost of a tenth
 * of an encoder. Of sides that cancel each other nearly all the time or of which one is silent, the louder one
 * is taken alone.
 */
async function hearMono(tools: Tools, task: HearingTask, stereo: Mix): Promise<Hearing> {
  const { canceling: lost } = task.inspected
  const why = reasonForOneSide(task.inspected)
  if (!why) return { ...(await hear(tools, task, folded(stereo, 'both'))), ...(lost && { lost }) }
  const [left, right] = [
    await hear(tools, task, folded(stereo, 'left')),
    await hear(tools, task, folded(stereo, 'right')),
  ]
  const side: Fold = level(left) < level(right) ? 'right' : 'left'
  const detail = `It is made of the ${side} channel alone, because ${why.detail}.`
  return { ...(side === 'left' ? left : right), oneSide: { ...why, detail } }
}

async function hear(tools: Tools, { file, inspected, signal }: HearingTask, mix: Mix): Promise<Hearing> {
  const expectedSeconds = inspected.decodedDurationSeconds
  const { loudness } = await decode(tools, { purpose: 'mix', file, mix, expectedSeconds, signal })
  return { mix, loudness }
}

const level = ({ loudness }: Hearing) => loudness.integratedLufs ?? Number.NEGATIVE_INFINITY

/** Says of a file that one side was left out. */
export function hearingFindings(artifact: string, { oneSide }: Hearing): Finding[] {
  return oneSide ? [{ ...oneSide, artifact }] : []
}
