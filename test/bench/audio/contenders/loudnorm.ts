import { join } from 'node:path'
import { z } from 'zod'
import { runTool } from '../../shared/run-tool.ts'
import { OUTPUTS, TARGET, type Task } from '../task.ts'
import { QUIETLY } from './bare-encodes.ts'
import { inLanes } from './lanes.ts'

const AIM = `loudnorm=I=${TARGET.integratedLufs}:TP=${TARGET.truePeakDbtp}:LRA=11`

const Measured = z.object({
  input_i: z.string(),
  input_tp: z.string(),
  input_lra: z.string(),
  input_thresh: z.string(),
  target_offset: z.string(),
})

/** Measures as loudnorm's first pass does. */
export async function loudnormFirstPass({ recording, ffmpeg }: Task): Promise<z.infer<typeof Measured>> {
  const filter = `${AIM}:print_format=json`
  const said = await runTool(ffmpeg, [
    '-nostdin',
    '-hide_banner',
    '-i',
    recording,
    '-af',
    filter,
    '-f',
    'null',
    '-',
  ])
  return Measured.parse(JSON.parse(said.slice(said.lastIndexOf('{'), said.lastIndexOf('}') + 1)))
}

/** The script that everybody has: for each output measure, apply linearly, back to the rate, encode. */
export function loudnormChain(task: Task): Promise<void> {
  const { recording, dir, lanes, ffmpeg } = task
  return inLanes(lanes, OUTPUTS, async ({ file, encoder }) => {
    const m = await loudnormFirstPass(task)
    const measured = `measured_I=${m.input_i}:measured_TP=${m.input_tp}:measured_LRA=${m.input_lra}`
    const rest = `measured_thresh=${m.input_thresh}:offset=${m.target_offset}:linear=true`
    const filter = `${AIM}:${measured}:${rest}`
    await runTool(ffmpeg, [
      ...QUIETLY,
      '-i',
      recording,
      '-af',
      filter,
      ...encoder,
      '-ar',
      '48000',
      join(dir, file),
    ])
  })
}
