import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeTool, gone, isAlive, pidIn } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { findLeash } from './leash.ts'

describe.runIf((await findLeash()).length > 0)('a child whose parent is killed by SIGKILL', () => {
  it('dies with it', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const ffmpeg = await fakeTool(dir, 'ffmpeg', 'echo $$ > $here/pid; exec sleep 600')
    const script = join(import.meta.dirname, '../testing/killed.ts')
    const parent = spawn(process.execPath, ['--import', 'tsx', script, ffmpeg, source, dir])
    const pid = await pidIn(join(dir, 'pid'))
    expect(await isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await gone([pid], 2000)
  })
})
