import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { look, produce } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const run = promisify(execFile)
const engine = createAudioEngine()
const full = { code: 'no_space', message: expect.stringMatching(/no space left/i) }
const WAV = { seconds: 8, output: ['-c:a', 'pcm_s16le'] }

/** A disk of so many kilobytes. */
async function smallDisk(dir: string, kilobytes: number): Promise<string> {
  const disk = join(dir, 'disk')
  await mkdir(disk)
  await run('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'soundmill-test', disk])
  onTestFinished(async () => void (await run('umount', [disk])))
  return disk
}

/** Commands of the children that this process has and has not collected. */
async function children(): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
    const [, command = '', parent = ''] = /\((.*)\) \S (\d+) /.exec(stat) ?? []
    if (Number(parent) === process.pid && /ffmpeg|ffprobe|prlimit|setpriv/.test(command)) found.push(command)
  }
  return found
}

/** Whether this process may mount: tried in a space of mounts that ends with the command. */
const mayMount = await run('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).then(
  () => true,
  () => false,
)

const WHY = 'this process may not mount a disk of its own: be root, or give it CAP_SYS_ADMIN'

/** F20. */
describe('a scratch disk that is full', () => {
  it.for([
    ['mp3', 128, 64],
    ['m4a', 128, 64],
    ['opus', 96, 48],
  ] as const)(
    'ends a rendition as no_space and leaves nothing running: %s',
    async ([format, kbps, kilobytes], { skip }) => {
      skip(!mayMount, WHY)
      const dir = await scratch()
      const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, WAV)
      const inspected = await look(engine, source, dir)
      const small = await smallDisk(dir, kilobytes)
      const renditions = [{ format, bitrateKbps: kbps }]
      // Inspected where there is room, so that it is the encoder that finds the disk full.
      const producing = produce(engine, source, small, { renditions, inspected })
      await expect(producing).rejects.toMatchObject(full)
      expect(await children()).toEqual([])
    },
  )

  it('ends an inspection as no_space, and leaves nothing running', async ({ skip }) => {
    skip(!mayMount, WHY)
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, WAV)
    const small = await smallDisk(dir, 4)
    await expect(look(engine, source, small)).rejects.toMatchObject(full)
    expect(await children()).toEqual([])
  })
})

describe('a file that takes no more bytes', () => {
  it.each(['episode.mp3', 'waveform.dat', 'waveform.json'])('ends a job as no_space: %s', async (name) => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, WAV)
    await symlink('/dev/full', join(dir, name))
    const renditions = [{ format: 'mp3' as const, bitrateKbps: 128 as const }]
    await expect(produce(engine, source, dir, { renditions })).rejects.toMatchObject(full)
    expect(await children()).toEqual([])
  })
})
