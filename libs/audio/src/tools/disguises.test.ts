import { execFile, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Bait, DISGUISES, type Disguise, filmAtAddress } from '../awkward/disguises.ts'
import { createAudioEngine } from '../create-audio-engine.ts'
import { look, never, TOOLS } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { assertSucceeded } from './exit.ts'
import { runFfmpeg } from './ffmpeg-command.ts'
import { ffprobe } from './ffprobe.ts'
import { guardedInput } from './guard.ts'
import { patienceFor } from './tools.ts'

const run = promisify(execFile)
const engine = createAudioEngine({ stallMs: 5000 })
const tools = { ...TOOLS, stallMs: 5000 }
const blame = { otherwise: 'corrupt_input', directories: [] } as const
const NEIGHBOUR = 'neighbour.wav'
const REFUSED =
  /^(unsupported_container|unsupported_codec|corrupt_input|not_audio|no_audio_stream|truncated_input|empty_input)$/

/** Bait: an address that counts who calls, and a pipe on which whoever reads it would wait for ever. */
async function bait(dir: string): Promise<Bait & { calls: () => number }> {
  let calls = 0
  const server = createServer((socket) => {
    calls++
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  await run('mkfifo', [join(dir, NEIGHBOUR)])
  const wav = await makeSignal(join(dir, 'bait-source.wav'), SIGNALS.tone, { seconds: 0.2, rateHz: 8000 })
  await ffmpeg('-v', 'error', '-i', wav, '-c', 'copy', join(dir, 'bait.mov'))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return {
    neighbour: NEIGHBOUR,
    url: `http://127.0.0.1:${port}`,
    wav: await readFile(wav),
    mov: await readFile(join(dir, 'bait.mov')),
    id3: Buffer.from('ID3\x03\0\0\0\0\0\x0aTIT2\0\0\0\0\0\0', 'latin1'),
    calls: () => calls,
  }
}

/** Whether somebody has opened a pipe for reading: then, and only then, it can be opened for writing at once. */
async function isRead(pipe: string): Promise<boolean> {
  const handle = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
  await handle?.close()
  return handle !== undefined
}

async function probing(file: string): Promise<void> {
  const { report, exit } = await ffprobe(tools, file, never)
  assertSucceeded(exit, { tool: 'ffprobe', ...blame })
  expect(report.streams).toHaveLength(1)
}

/** Resolves with the bytes that came out. */
async function decoding(file: string): Promise<number> {
  let bytes = 0
  const exit = await runFfmpeg({
    purpose: 'decode',
    ...{ tools, input: `file:${file}`, filters: [], codec: 'pcm_s16le', format: 's16le', output: 'pipe:1' },
    inputOptions: [
      ...(['-nostdin', '-hide_banner', '-progress', 'pipe:3'] as const),
      ...(await guardedInput(tools.limits, file)),
    ],
    outputOptions: ['-map', '0:a:0'],
    signal: never,
    patience: patienceFor(tools, 1),
    readStdout: async (stdout) => {
      for await (const chunk of stdout) bytes += chunk.length
    },
  })
  assertSucceeded(exit, { tool: 'ffmpeg', ...blame })
  return bytes
}

async function disguised(dir: string, { contents }: Disguise, name: string, lure: Bait): Promise<string> {
  const file = join(dir, name)
  await writeFile(file, contents(lure))
  return file
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (error: { code?: string }) => error.code ?? String(error),
  )

describe('a file that names something else to open', () => {
  it.each(DISGUISES)('opens nothing, in ffprobe, ffmpeg and the engine: $name', async (disguise) => {
    const dir = await scratch()
    const lure = await bait(dir)
    const layers = ['episode.mp3', 'episode.m4a', 'episode.wav'].map(async (name) => {
      const file = await disguised(dir, disguise, name, lure)
      return Promise.all([probing(file), decoding(file), look(engine, file, dir)].map(outcomeOf))
    })
    for (const [probed, decoded, looked] of await Promise.all(layers)) {
      // A film whose samples are elsewhere is a film, but nothing comes out of it.
      if (!disguise.film) expect(probed).toMatch(REFUSED)
      if (decoded !== 0) expect(decoded).toMatch(REFUSED)
      expect(looked).toMatch(REFUSED)
    }
    expect(lure.calls()).toBe(0)
    expect(await isRead(join(dir, NEIGHBOUR))).toBe(false)
  })

  it('is read itself when it is a film that gives an address for what it has', async () => {
    const dir = await scratch()
    const lure = await bait(dir)
    const film = { name: 'film', contents: filmAtAddress }
    expect(await decoding(await disguised(dir, film, 'episode.m4a', lure))).toBe(lure.wav.length - 44 - 34)
    expect(lure.calls()).toBe(0)
  })

  it.each(DISGUISES.filter(({ bites }) => bites))(
    'would be followed by an ffmpeg without a guard: $name',
    async (disguise) => {
      const dir = await scratch()
      const lure = await bait(dir)
      // ffmpeg 7.1 knows a playlist by its name.
      const file = await disguised(dir, disguise, 'episode.m3u8', lure)
      const options = [...(disguise.bites ?? []), '-protocol_whitelist', 'file,http,tcp,data,crypto']
      const child = spawn('ffmpeg', ['-nostdin', ...options, '-i', basename(file), '-f', 'null', '-'], {
        ...{ cwd: dir, stdio: 'ignore' },
      })
      const caught = async () => lure.calls() > 0 || (await isRead(join(dir, NEIGHBOUR)))
      await vi.waitFor(async () => expect(await caught()).toBe(true), { timeout: 10_000, interval: 20 })
      child.kill('SIGKILL')
    },
  )
})

describe('a name that means something to ffmpeg', () => {
  it.each([
    'subfile,,start,0,end,99,,:neighbour.wav',
    'concat:neighbour.wav|neighbour.wav',
    'data:audio,AAAA',
    'pipe:0',
    'episode%03d.wav',
    '-y',
    '-i neighbour.wav',
    'cache:neighbour.wav',
  ])('is the name of the file and nothing else: %s', async (name) => {
    const dir = await scratch()
    await run('mkfifo', [join(dir, NEIGHBOUR)])
    const source = await makeSignal(join(dir, 'a.wav'), SIGNALS.speech, { seconds: 1 })
    const file = join(dir, name)
    await writeFile(file, await readFile(source))
    await probing(file)
    expect(await decoding(file)).toBe(44_100 * 4)
  })
})
