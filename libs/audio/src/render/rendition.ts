import { join } from 'node:path'
import type { Finding, RenderedFile, RenderJob } from '../audio-engine.ts'
import { CallersError } from '../audio-error.ts'
import { FORMATS, type Rendition } from '../formats.ts'
import type { Mix } from '../measure/mix.ts'
import type { Tools } from '../tools/tools.ts'
import { encode } from './encode.ts'
import type { Lanes } from './lanes.ts'
import { outputRateHz } from './output-rate.ts'
import { correct, isWorthAnotherTry, type Plan, planFor } from './plan.ts'
import { missFindings } from './render-findings.ts'
import type { RenditionProgress } from './render-progress.ts'
import { settleGain } from './settle-gain.ts'
import { verify } from './verify.ts'

export type RenditionTask = {
  source: string
  mix: Mix
  job: RenderJob
  rendition: Rendition
  tags: readonly string[]
  signal: AbortSignal
  progress: RenditionProgress
}

/** Makes one rendition, measures it, makes it once more when it missed, and hands it over. */
export async function makeRendition(tools: Tools, lanes: Lanes, task: RenditionTask): Promise<Finding[]> {
  const { job, rendition, signal } = task
  const { file: name, mediaType } = FORMATS[rendition.format]
  const path = join(job.dir, name)
  const { measurements, plan } = await lanes.run(signal, () => untilRight(tools, task, path))
  signal.throwIfAborted()
  await handOver(job, { name, path, mediaType, measurements })
  return missFindings(name, plan, job.loudness, measurements.loudness)
}

async function handOver(job: RenderJob, file: RenderedFile): Promise<void> {
  try {
    await job.onRendered(file)
  } catch (error) {
    throw new CallersError(error)
  }
}

type Made = { measurements: RenderedFile['measurements']; plan: Plan }

async function untilRight(tools: Tools, task: RenditionTask, path: string): Promise<Made> {
  const { inspected, loudness: target } = task.job
  const first = await makeOnce(tools, task, path, planFor(inspected.loudness, target, task.rendition))
  const { loudness } = first.measurements
  if (!isWorthAnotherTry(first.plan, target, loudness)) return first
  return makeOnce(tools, task, path, correct(first.plan, target, loudness))
}

async function makeOnce(tools: Tools, task: RenditionTask, path: string, wished: Plan): Promise<Made> {
  const { source, mix, rendition, tags, signal, progress } = task
  const { loudness, sampleRateHz, decodedDurationSeconds: expectedSeconds } = task.job.inspected
  const rateHz = outputRateHz(rendition.format, sampleRateHz)
  const chain = { source, mix, rateHz, expectedSeconds, signal }
  const plan = await settleGain(tools, { ...chain, loudness }, wished)
  await encode(tools, { ...chain, output: path, rendition, plan, tags, onReached: progress.encoded })
  const onReached = progress.verified
  return { plan, measurements: await verify(tools, { file: path, expectedSeconds, signal, onReached }) }
}
