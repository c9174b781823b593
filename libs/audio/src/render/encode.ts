import { dirname } from 'node:path'
import type { Rendition } from '../formats.ts'
import { onlyFirstAudio, quietly } from '../measure/decode.ts'
import type { Mix } from '../measure/mix.ts'
import { assertNotCut } from '../tools/cut.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'
import { ENCODERS } from './encoders.ts'
import { levelChain } from './level-chain.ts'
import type { Plan } from './plan.ts'

export type EncodeTask = {
  source: string
  output: string
  rendition: Rendition
  mix: Mix
  rateHz: number
  plan: Plan
  tags: readonly string[]
  expectedSeconds: number
  signal: AbortSignal
  onReached: (seconds: number) => void
}

/** Makes one file. That it exists proves nothing yet. The same input, plan and ffmpeg make the same bytes. */
export async function encode(tools: Tools, task: EncodeTask): Promise<void> {
  const { limits } = tools
  const encoder = ENCODERS[task.rendition.format]
  const exit = await runFfmpeg({
    tools,
    input: `file:${task.source}`,
    inputOptions: ['-nostdin', '-hide_banner', '-v', 'level+warning', ...quietly, ...guardedInput(limits)],
    filters: [...levelChain(task.mix, task.rateHz, task.plan), ...padding(task)],
    codec: encoder.codec,
    outputOptions: [
      ...onlyFirstAudio,
      ...['-y', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
      ...['-b:a', `${task.rendition.bitrateKbps}k`, ...encoder.options],
      ...['-t', String(limits.durationSeconds + 1), '-fs', String(limits.outputBytes)],
      ...task.tags,
    ],
    format: encoder.muxer,
    output: `file:${task.output}`,
    signal: task.signal,
    patience: patienceFor(tools, task.expectedSeconds),
    onMoved: ({ seconds }) => task.onReached(seconds),
    readStdout: async (stdout) => void stdout.resume(),
  })
  const directories = [dirname(task.source), dirname(task.output)]
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'internal', directories })
  await assertNotCut(task.output, limits)
}

/** An encoder makes nothing of less than a frame, and a file without one is no file. */
const SHORTEST_SECONDS = 0.1

function padding({ expectedSeconds }: EncodeTask): string[] {
  return expectedSeconds < SHORTEST_SECONDS ? [`apad=whole_dur=${SHORTEST_SECONDS}`] : []
}
