import { dirname } from 'node:path'
import { onlyFirstAudio, telling } from '../measure/decode.ts'
import { createLoudnessReader } from '../measure/loudness-summary.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'
import type { Hearing } from './hearing.ts'
import { levelChain } from './level-chain.ts'
import { type Plan, reductionDb } from './plan.ts'
import { predictGain } from './predict-loss.ts'

export type SettleTask = {
  source: string
  hearing: Hearing
  rateHz: number
  expectedSeconds: number
  signal: AbortSignal
}

/** Less than this off a peak costs no loudness that could be measured. */
const HARMLESS_REDUCTION_DB = 0.5
const CLOSE_ENOUGH_LU = 0.1
/** Up to here a prediction of the limiter's effect is right to a tenth (measured: speech, music, claps). */
const SURE_LOSS_LU = 0.8
const MAX_PASSES = 6
/** LU gained for a decibel put into a limiter at work, before it was measured. */
const FIRST_SLOPE = 0.7

/**
 * A limiter at work takes loudness away, and of the gain that should replace it, it takes some again. How
 * much, the envelope of the source tells for nothing, as long as it is little. Else the gain is searched for
 * from there: the chain is run without an encoder and its loudness measured, at a tenth of an encoder's cost
 * for each pass. Sources whose peaks leave room need neither.
 */
export async function settleGain(tools: Tools, task: SettleTask, plan: Plan): Promise<Plan> {
  const { aimLufs, enterLufs } = plan
  if (aimLufs === null || enterLufs === null) return plan
  if (reductionDb(task.hearing.loudness, plan) <= HARMLESS_REDUCTION_DB) return plan
  const at = async (gainDb: number): Promise<Trial> => ({
    gainDb,
    missing: await missing(tools, task, { ...plan, gainDb }, enterLufs),
  })
  const likely = predicted(task.hearing, plan, enterLufs)
  if (likely && likely.lossLu <= SURE_LOSS_LU) return { ...plan, gainDb: likely.gainDb }
  let tried = await at(likely?.gainDb ?? plan.gainDb)
  let best = tried
  let slope = FIRST_SLOPE
  for (let pass = 1; pass < MAX_PASSES && Math.abs(tried.missing) > CLOSE_ENOUGH_LU; pass++) {
    const gainDb = Math.min(plan.maxGainDb, tried.gainDb + tried.missing / slope)
    if (gainDb === tried.gainDb) break
    const next = await at(gainDb)
    const measured = (tried.missing - next.missing) / (next.gainDb - tried.gainDb)
    slope = Math.min(1, Math.max(0.2, measured))
    if (Math.abs(next.missing) < Math.abs(best.missing)) best = next
    tried = next
  }
  return { ...plan, gainDb: best.gainDb, expectLufs: aimLufs - best.missing }
}

function predicted({ envelope, loudness }: Hearing, plan: Plan, enterLufs: number) {
  if (!envelope || loudness.integratedLufs === null) return undefined
  return predictGain(envelope, enterLufs - loudness.integratedLufs, plan)
}

type Trial = { gainDb: number; missing: number }

/** By how many LU the chain's loudness falls short of what must enter the encoder. */
async function missing(tools: Tools, task: SettleTask, plan: Plan, enterLufs: number): Promise<number> {
  const { source, hearing, rateHz, expectedSeconds, signal } = task
  const reader = createLoudnessReader()
  const meter = `ebur128=framelog=verbose${hearing.mix.channels === 1 ? ':dualmono=true' : ''}`
  const exit = await runFfmpeg({
    tools,
    purpose: 'level',
    input: `file:${source}`,
    inputOptions: [...telling, ...(await guardedInput(tools.limits, source))],
    filters: [...levelChain(hearing, rateHz, plan), meter],
    codec: 'pcm_s16le',
    outputOptions: [...onlyFirstAudio, '-t', String(tools.limits.durationSeconds + 1)],
    format: 'null',
    output: 'pipe:1',
    signal,
    patience: patienceFor(tools, expectedSeconds),
    onLogLine: reader.read,
    readStdout: async (stdout) => void stdout.resume(),
  })
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'internal', directories: [dirname(source)] })
  const { integratedLufs } = reader.loudness()
  return integratedLufs === null ? 0 : enterLufs - integratedLufs
}
