import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeSparseWav } from '../awkward/make-wav.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { fakeTool, never, TOOLS } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { assertSucceeded } from './exit.ts'
import { runFfmpeg } from './ffmpeg-command.ts'
import { ffprobe } from './ffprobe.ts'
import { findLeash } from './leash.ts'
import { patienceFor, type Tools } from './tools.ts'

const leash = await findLeash()
const bound = leash({ memoryBytes: 0, cpuSeconds: 1, fileBytes: 0 }).includes('--core=0')

const toolsWith = (limits: Partial<Limits>, tools: Partial<Tools> = {}): Tools => ({
  ...{ ...TOOLS, leash: async () => leash, limits: { ...DEFAULT_LIMITS, ...limits } },
  ...tools,
})

/** Stereo silence that lasts half an hour, or hours, and costs no disk. */
function silence(dir: string, claimedBytes = 2_000_000_000): Promise<string> {
  const shape = { rateHz: 48_000, channels: 2, claimedBytes }
  return writeSparseWav(join(dir, 'silence.wav'), shape)
}

type Run = { tools: Tools; input: string; filters?: string[]; codec?: string; format?: string }

async function run({ tools, input, filters = [], ...options }: Run, output = 'pipe:1'): Promise<number> {
  let bytes = 0
  const exit = await runFfmpeg({
    ...{ tools, input: `file:${input}`, filters, output, signal: never, patience: patienceFor(tools, 1) },
    purpose: 'decode',
    ...{ codec: options.codec ?? 'pcm_s16le', format: options.format ?? 's16le' },
    inputOptions: ['-nostdin', '-hide_banner', '-progress', 'pipe:3', '-nostats'],
    outputOptions: ['-map', '0:a:0', '-y'],
    readStdout: async (stdout) => {
      for await (const chunk of stdout) bytes += chunk.length
    },
  })
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'corrupt_input', directories: [] })
  return bytes
}

describe.runIf(bound)('a run of ffmpeg that takes more than it may have', () => {
  it('is refused memory: it would keep all samples', async () => {
    const input = await silence(await scratch(), 300_000_000)
    const tools = toolsWith({ childMemoryBytes: 300 * 1024 ** 2 })
    const greedy = run({ tools, input, filters: ['asetnsamples=n=200000000'] })
    await expect(greedy).rejects.toMatchObject({ code: 'limit_exceeded:memory' })
  })

  it('is out of processor time', async () => {
    const input = await silence(await scratch())
    const tools = toolsWith({ childCpuFloorSeconds: 1, childCpuPerAudioSecond: 0 })
    const busy = run({ tools, input, filters: ['ebur128=peak=true'] })
    await expect(busy).rejects.toMatchObject({ code: 'timeout', message: /processor time.*255/ })
  })

  it('is out of processor time, and deaf', async () => {
    const dir = await scratch()
    const input = await makeSignal(join(dir, 'a.wav'), SIGNALS.speech, { seconds: 1 })
    const ffmpegPath = await fakeTool(dir, 'ffmpeg', 'while :; do :; done')
    const tools = toolsWith({ childCpuFloorSeconds: 1, childCpuPerAudioSecond: 0 }, { ffmpegPath })
    await expect(run({ tools, input })).rejects.toMatchObject({ code: 'timeout', message: /SIGXCPU/ })
  })

  it('writes too much to a file, and nothing to a file that it has no business with', async () => {
    const dir = await scratch()
    const input = await silence(dir)
    const tools = toolsWith({ outputBytes: 1_000_000 })
    const tooLarge = { code: 'limit_exceeded:output_bytes', message: /SIGXFSZ/ }
    await expect(run({ tools, input }, `file:${join(dir, 'large')}`)).rejects.toMatchObject(tooLarge)
    await writeFile(join(dir, 'other'), '')
    const ffmpegPath = await fakeTool(dir, 'ffmpeg', 'exec head -c 99999 /dev/zero > $here/other')
    await expect(run({ tools: { ...tools, ffmpegPath }, input })).rejects.toMatchObject(tooLarge)
  })

  it('writes as much as it likes to a pipe', async () => {
    const input = await makeSignal(join(await scratch(), 'a.wav'), SIGNALS.speech, { seconds: 5 })
    expect(await run({ tools: toolsWith({ outputBytes: 10_000 }), input })).toBe(5 * 44_100 * 4)
  })
})

describe.runIf(bound)('a run of ffprobe', () => {
  it('is bound as well', async () => {
    const dir = await scratch()
    const ffprobePath = await fakeTool(dir, 'ffprobe', 'echo "{}"; ulimit -d >&2; ulimit -t >&2; exit 1')
    const { exit } = await ffprobe(toolsWith({ probeSeconds: 3 }, { ffprobePath }), '/dev/null', never)
    expect(exit.log.tail([])).toBe('1048576\n6')
  })
})
