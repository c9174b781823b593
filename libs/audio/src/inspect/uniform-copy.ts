import { dirname, join } from 'node:path'
import { onlyFirstAudio, quietly } from '../measure/decode.ts'
import { assertNotCut } from '../tools/cut.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'

export type CopyTask = {
  source: string
  dir: string
  sampleRateHz: number
  signal: AbortSignal
}

/**
 * Stereo of whatever comes, part by part: mono on both sides as a player puts it, surround folded in.
 * Channels that a part does not have are passed over.
 */
const EVERY_LAYOUT = 'pan=stereo|FL=FL+FC+0.707*SL+0.707*BL|FR=FR+FC+0.707*SR+0.707*BR'

/**
 * Writes the source as one stereo FLAC of 24 bits and one rate. Needed for recordings that
 * were glued together from different ones (stitched-in advertisements): ffmpeg builds its filters anew at
 * each seam, so that meters forget and limiters stumble. Disk: about half of the decoded size.
 */
export async function makeUniformCopy(tools: Tools, task: CopyTask): Promise<string> {
  const copy = join(task.dir, 'uniform.flac')
  const exit = await runFfmpeg({
    tools,
    purpose: 'uniform',
    input: `file:${task.source}`,
    inputOptions: [
      '-nostdin',
      '-hide_banner',
      '-v',
      'level+warning',
      ...quietly,
      ...(await guardedInput(tools.limits, task.source)),
    ],
    filters: [EVERY_LAYOUT, `aresample=${task.sampleRateHz}`, 'aformat=sample_fmts=s32'],
    codec: 'flac',
    outputOptions: [
      ...onlyFirstAudio,
      ...['-y', '-compression_level', '0', '-fs', String(tools.limits.outputBytes)],
      ...['-t', String(tools.limits.durationSeconds + 1)],
    ],
    format: 'flac',
    output: `file:${copy}`,
    signal: task.signal,
    patience: patienceFor(tools),
    readStdout: async (stdout) => void stdout.resume(),
  })
  assertSucceeded(exit, {
    tool: 'ffmpeg',
    otherwise: 'internal',
    directories: [dirname(task.source), task.dir],
  })
  await assertNotCut(copy, tools.limits)
  return copy
}
