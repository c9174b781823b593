import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Scratch, scratch } from '@soundmill/test-support'

const FIXTURE = new URL('fixture/stepped-clock.mjs', import.meta.url).href

export type SteppedClock = {
  /** For the processes that are to have this clock. */
  environment: Record<string, string>
  /** Puts it off from the true time by so many minutes, from now on. */
  step(minutes: number): Promise<void>
  remove(): Promise<void>
}

/** The wall clock of a machine of our processes; their servers stay with the true time. */
export async function openSteppedClock(): Promise<SteppedClock> {
  const disk: Scratch = await scratch()
  const file = join(disk.dir, 'milliseconds')
  /** In one piece: nobody finds it empty, which would be the true time. */
  const step = async (minutes: number) => {
    await writeFile(`${file}.next`, String(minutes * 60_000))
    await rename(`${file}.next`, file)
  }
  await step(0)
  return {
    environment: { CLOCK_STEP_FILE: file, NODE_OPTIONS: `--import=${FIXTURE}` },
    step,
    remove: () => disk.remove(),
  }
}
