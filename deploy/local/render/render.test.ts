import { execFile } from 'node:child_process'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { scratch, writeTone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const SAMPLE = fileURLToPath(new URL('../demo/sample/jfk-inaugural-1961.flac', import.meta.url))
const run = promisify(execFile)

type Ended = { code: number; stdout: string; stderr: string }

/** Runs the command as npm does, in a directory of a person's own. */
async function render(dir: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, INIT_CWD: dir }
  const ended = run(process.execPath, ['--import', 'tsx', MAIN, ...args], { env })
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
  )
}

describe('npm run render', () => {
  it('finishes a recording, and tells of it in JSON', async () => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'chapters.txt'), '00:00 Oath\n00:05 Ask not\n')
    const args = ['--out', 'made', '--formats', 'mp3,flac', '--chapters', 'chapters.txt', '--json']
    const { code, stdout, stderr } = await render(dir, SAMPLE, ...args)
    expect(code, stderr).toBe(0)
    const { results } = JSON.parse(stdout)
    expect(results).toMatchObject([{ outcome: 'succeeded', missed: false, source: { codec: 'flac' } }])
    const files: { name: string; bytes: number }[] = results[0].files
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'episode.mp3',
        'episode.flac',
        'report.html',
        'chapters.json',
        'feed-item.xml',
      ]),
    )
    for (const { name, bytes } of files) expect((await stat(join(dir, 'made', name))).size).toBe(bytes)
    expect((await readdir(join(dir, 'made'))).sort()).toEqual(files.map(({ name }) => name).sort())
    expect(stderr).toMatch(/render .*100 %/)
  })

  it('says what it cannot finish, leaves nothing half made, and goes on with the next', async () => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'text.mp3'), 'This is a text. '.repeat(100))
    await writeTone(join(dir, 'tone.wav'), { seconds: 1 })
    const { code, stdout } = await render(dir, 'text.mp3', 'missing.wav', 'tone.wav', '--formats', 'wav')
    expect(code).toBe(1)
    expect(stdout).toMatch(/failed \(not_audio\): .*\n[\s\S]*failed \(ENOENT\): [\s\S]*episode\.wav .* LUFS/)
    expect(await readdir(join(dir, 'render-output'))).toEqual(['missing.wav', 'text.mp3', 'tone.wav'])
    expect(await readdir(join(dir, 'render-output', 'text.mp3'))).toEqual([])
  })

  it('explains itself when it does not understand', async () => {
    const { code, stderr } = await render('.', '--loud')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Unknown option '--loud'[\s\S]*usage: npm run render/)
  })
})
