import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode } from '../measure/decode.ts'
import { mixOf } from '../measure/mix.ts'
import { fakeTool, never, pidIn, TOOLS } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { findLeash } from './leash.ts'

const leash = await findLeash()
const stereo = mixOf(2, 'stereo')

/** F19, each in the way it really comes about; what only a wrapper's exit code can say is in exit.test.ts. */
describe('an ffmpeg that dies while it decodes', () => {
  it.each([
    ['SIGSEGV', 'tool_crashed'],
    ['SIGABRT', 'tool_crashed'],
    ['SIGBUS', 'tool_crashed'],
    ['SIGFPE', 'tool_crashed'],
    ['SIGILL', 'tool_crashed'],
    ['SIGTRAP', 'tool_crashed'],
    ['SIGSYS', 'tool_crashed'],
    ['SIGKILL', 'internal'],
    ['SIGTERM', 'internal'],
    ['SIGINT', 'internal'],
    ['SIGXCPU', 'timeout'],
    ['SIGXFSZ', 'limit_exceeded:output_bytes'],
  ] as const)('of %s is called %s', async (signal, code) => {
    const dir = await scratch()
    const file = await makeSignal(join(dir, 'source.wav'), SIGNALS.tone, { seconds: 30 })
    const ffmpegPath = await fakeTool(dir, 'ffmpeg', 'echo $$ > $here/pid; exec ffmpeg -re "$@"')
    const tools = { ...TOOLS, ffmpegPath, leash: async () => leash }
    let killed = false
    const onSamples = async () => {
      if (killed) return
      killed = true
      process.kill(await pidIn(join(dir, 'pid')), signal)
    }
    const decoding = decode(tools, { file, mix: stereo, signal: never, onSamples })
    await expect(decoding).rejects.toMatchObject({ code })
  })

  it('of too many errors is called corrupt_input', async () => {
    const dir = await scratch()
    const file = await makeSignal(join(dir, 'source.m4a'), SIGNALS.speech, { seconds: 3 })
    const bytes = await readFile(file)
    const at = bytes.indexOf('mdat') + 4
    for (let i = at; i < bytes.indexOf('moov', at) - 4; i++) bytes[i] = (i * 7919) & 0xff
    await writeFile(file, bytes)
    const decoding = decode(TOOLS, { file, mix: stereo, signal: never })
    await expect(decoding).rejects.toMatchObject({ code: 'corrupt_input', message: /exit code 69/ })
  })

  it('of being no program is called internal', async () => {
    const dir = await scratch()
    const file = await makeSignal(join(dir, 'source.wav'), SIGNALS.tone, { seconds: 1 })
    const ffmpegPath = await fakeTool(dir, 'ffmpeg', 'true')
    await chmod(ffmpegPath, 0o644)
    const tools = { ...TOOLS, ffmpegPath, leash: async () => leash }
    const decoding = decode(tools, { file, mix: stereo, signal: never })
    await expect(decoding).rejects.toMatchObject({ code: 'internal', message: /126|EACCES/ })
  })
})
