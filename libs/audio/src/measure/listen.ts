import type { Levels } from '../loudness.ts'
import type { Tools } from '../tools/tools.ts'
import { type Decoded, type DecodeTask, decode } from './decode.ts'
import { createLevels } from './levels.ts'

export type ListenTask = DecodeTask & { sampleRateHz: number }

export type Heard = Decoded & { levels: Levels }

/** Decodes a file once, as `decode` does, and tells the levels of its samples as well. */
export async function listen(tools: Tools, task: ListenTask): Promise<Heard> {
  const levels = createLevels(task.mix.channels, task.sampleRateHz)
  const decoded = await decode(tools, {
    ...task,
    onSamples(samples) {
      levels.add(samples)
      return task.onSamples?.(samples)
    },
  })
  return { ...decoded, levels: levels.result() }
}
