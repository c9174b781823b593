import { join } from 'node:path'
import { runTool } from '../../shared/run-tool.ts'
import { TARGET, type Task } from '../task.ts'
import { bareEncodes } from './bare-encodes.ts'

/**
 * The cleverest use we know: measured and normalised once, to a WAV that keeps the rate, the depth and the
 * range of the source, then three bare encodes of it. (Called once for each output it takes about twice as
 * long.)
 */
export async function ffmpegNormalize(task: Task): Promise<void> {
  const { recording, dir, python = 'python3', packages = '' } = task
  const normalised = join(dir, 'normalised.wav')
  const target = ['-nt', 'ebu', '-t', String(TARGET.integratedLufs), '-tp', String(TARGET.truePeakDbtp)]
  const output = ['--keep-loudness-range-target', '-c:a', 'pcm_s24le', '-ar', '48000', '-f', '-o', normalised]
  const words = ['-m', 'ffmpeg_normalize', recording, ...target, ...output]
  await runTool(python, words, { PYTHONPATH: packages })
  await bareEncodes({ ...task, recording: normalised })
}
