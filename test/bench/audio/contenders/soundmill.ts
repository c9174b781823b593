import { createAudioEngine } from '@soundmill/audio'
import { OUTPUTS, TARGET, type Task } from '../task.ts'

const never = new AbortController().signal

/** One pixel for each 256 samples, the number that the processor uses. */
const WAVEFORM = { samplesPerPixel: 256, bits: 8 } as const

const engineOf = ({ ffmpeg, ffprobe, lanes }: Task) =>
  createAudioEngine({ ffmpegPath: ffmpeg, ffprobePath: ffprobe, lanes })

/** Everything that is measured on a source, and its waveform. */
export function inspect(task: Task) {
  return engineOf(task).inspect(task.recording, { dir: task.dir, waveform: WAVEFORM, signal: never })
}

/** The full job, as the processor does it. */
export async function soundmill(task: Task): Promise<void> {
  const engine = engineOf(task)
  const { dir, recording } = task
  const inspected = await engine.inspect(recording, { dir, waveform: WAVEFORM, signal: never })
  const { findings } = await engine.render(recording, {
    dir,
    inspected,
    loudness: TARGET,
    renditions: OUTPUTS.map(({ format, bitrateKbps }) => ({ format, bitrateKbps })),
    metadata: { tags: { title: 'Bench' }, chapters: [] },
    signal: never,
    onRendered: async () => {},
  })
  const missed = findings.filter(({ code }) => code === 'loudness_out_of_tolerance')
  if (missed.length > 0) throw new Error(`it missed its target: ${JSON.stringify(missed)}`)
}
