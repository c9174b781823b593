import { join } from 'node:path'
import { runTool } from '../../shared/run-tool.ts'
import { OUTPUTS, type Task } from '../task.ts'
import { inLanes } from './lanes.ts'

export const QUIETLY = ['-v', 'error', '-nostdin', '-y'] as const

/** The three encoders and nothing else: what cannot be had for less. */
export function bareEncodes({ recording, dir, lanes, ffmpeg }: Task): Promise<void> {
  return inLanes(lanes, OUTPUTS, async ({ file, encoder }) => {
    await runTool(ffmpeg, [...QUIETLY, '-i', recording, ...encoder, join(dir, file)])
  })
}
