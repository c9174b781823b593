import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { fakeTool, gone, isAlive, never, pidIn } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { runChild } from './child.ts'
import { findLeash } from './leash.ts'

const leash = await findLeash()
const words = leash({ memoryBytes: 512 * 1024 ** 2, cpuSeconds: 77, fileBytes: 1_048_576 })

describe.runIf(words.includes('--pdeathsig'))('a child whose parent is killed by SIGKILL', () => {
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

describe.runIf(words.includes('--core=0'))('a child on the leash', () => {
  it('is bound by the kernel: memory, processor time, files, and no core dump', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'ulimit -d; ulimit -t; ulimit -f; ulimit -c')
    const [command = '', ...args] = [...words, tool]
    let said = ''
    const { code } = await runChild({
      command,
      args,
      signal: never,
      patience: { stallMs: 10_000, wallMs: () => 10_000 },
      readStdout: async (stdout) => {
        said = await text(stdout)
      },
    })
    expect(code).toBe(0)
    // Kilobytes, seconds, blocks of 512 bytes, blocks.
    expect(said.trim().split('\n')).toEqual(['524288', '77', '2048', '0'])
  })
})
