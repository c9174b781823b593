import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { buildImage, ROOT } from './build-image.ts'

const run = promisify(execFile)
const MANY = { maxBuffer: 64 * 1024 ** 2 }

const Skipped = z.object({ file: z.string() })
const Tally = z.object({ passed: z.number(), failed: z.array(z.string()), skipped: z.array(Skipped) })

const CORPUS = process.env.SOUNDMILL_TEST_CORPUS

/** Runs tests of the audio engine, by folder or file, in a container of the image. */
export function engineInImage(promise: string, paths: string[]): void {
  describe.skipIf(!inject('docker'))('the audio engine in the image of the services', () => {
    it(promise, () => runInImage(paths), 20 * 60_000)
  })
}

async function runInImage(paths: string[]): Promise<void> {
  const results = await mkdtemp(join(tmpdir(), 'soundmill-engine-'))
  onTestFinished(() => rm(results, { recursive: true, force: true }))
  const image = await buildImage()
  const mounts = [
    ...['--volume', `${ROOT}:/checkout:ro`, '--volume', `${results}:/results`, '--tmpfs', '/tmp:exec'],
    ...(CORPUS ? ['--volume', `${CORPUS}:/corpus:ro`, '--env', 'SOUNDMILL_TEST_CORPUS=/corpus'] : []),
  ]
  // A test fills a file system of its own, which takes the right to mount one.
  const rights = ['--user', 'root', '--cap-add', 'SYS_ADMIN', '--security-opt', 'apparmor=unconfined']
  // One core: the other one is for whatever runs beside this.
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--maxWorkers=1', ...paths]
  const quietly = ['--reporter=dot', '--reporter=./test/tally.mjs', '--configLoader=runner', '--cache=false']
  const environment = ['--env', 'SOUNDMILL_TALLY_FILE=/results/tally.json', '--workdir', '/checkout']
  const inside = ['node', ...vitest, ...quietly]
  const command = [
    'run',
    '--rm',
    '--init',
    '--no-healthcheck',
    ...mounts,
    ...rights,
    ...environment,
    image,
    ...inside,
  ]
  const failed = await run('docker', command, MANY).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}\n${stderr}`.slice(-20_000),
  )
  expect(failed).toBe('')
  const tally = Tally.parse(JSON.parse(await readFile(join(results, 'tally.json'), 'utf8')))
  expect(tally.failed).toEqual([])
  const skipped = tally.skipped.filter(({ file }) => CORPUS || !file.includes('corpus'))
  expect(skipped).toEqual([])
  const { stdout } = await run('docker', ['run', '--rm', image, 'ffmpeg', '-version'])
  console.log(`${tally.passed} tests of the engine passed with ${stdout.split('\n')[0]}`)
  expect(tally.passed).toBeGreaterThan(100)
}
