import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scratch, writeTone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { render } from './testing/render.ts'

/** A person's directory with a recording of a second. */
async function place() {
  const { dir } = await scratch()
  await writeTone(join(dir, 'tone.wav'), { seconds: 1 })
  return { dir, within: async (path: string) => (await readdir(join(dir, path))).sort() }
}

describe('where the files go', () => {
  it('cannot be a file, and that fails each recording in clear words', async () => {
    const { dir } = await place()
    await writeFile(join(dir, 'taken'), 'mine')
    const { code, stdout } = await render(dir, 'tone.wav', 'tone.wav', '--out', 'taken', '--json')
    expect(code).toBe(1)
    const reason = expect.stringMatching(/taken.* cannot be a directory: there is a file of that name/)
    const failed = { outcome: 'failed', code: 'output_unusable', reason }
    expect(JSON.parse(stdout)).toMatchObject({ results: [failed, failed] })
    expect(await readFile(join(dir, 'taken'), 'utf8')).toBe('mine')
  })

  it('stays as it was when a name is taken by a directory', async () => {
    const { dir, within } = await place()
    await mkdir(join(dir, 'out', 'feed-item.xml'), { recursive: true })
    await writeFile(join(dir, 'out', 'episode.mp3'), 'an old one')
    const { code, stdout } = await render(dir, 'tone.wav', '--out', 'out', '--formats', 'wav')
    expect(code).toBe(1)
    expect(stdout).toMatch(/failed \(output_unusable\): .*feed-item\.xml is a directory/)
    expect(await within('out')).toEqual(['episode.mp3', 'feed-item.xml'])
  })

  it('holds one run only: what an earlier one left is removed, what is not ours stays', async () => {
    const { dir, within } = await place()
    await writeFile(join(dir, 'chapters.txt'), '00:00 Start\n')
    const first = await render(dir, 'tone.wav', '--formats', 'mp3,wav', '--chapters', 'chapters.txt')
    expect(first.stdout).not.toContain('removed')
    await writeFile(join(dir, 'render-output', 'notes.txt'), 'mine')
    const { code, stdout } = await render(dir, 'tone.wav', '--formats', 'wav')
    expect(code).toBe(0)
    const chapters = 'chapters.json, chapters.txt, chapters.vtt, chapters.xml'
    expect(stdout).toContain(`removed, left by an earlier run: ${chapters}, episode.mp3\n`)
    expect(await within('render-output')).toEqual([
      ...['episode.wav', 'feed-item.xml', 'notes.txt', 'report.html', 'report.json'],
      ...['waveform.dat', 'waveform.json'],
    ])
  })

  it('is no place where a run would replace what it reads', async () => {
    const { dir, within } = await place()
    await writeTone(join(dir, 'episode.wav'), { seconds: 1 })
    await writeFile(join(dir, 'chapters.txt'), '00:00 Start\n')
    const before = await within('.')
    for (const args of [['episode.wav'], ['tone.wav', '--chapters', 'chapters.txt']]) {
      const { code, stdout } = await render(dir, ...args, '--out', '.', '--formats', 'wav')
      expect(code).toBe(1)
      expect(stdout).toMatch(/failed \(output_unusable\): .* would be replaced/)
    }
    expect(await within('.')).toEqual(before)
  })

  it("may be a person's own directory, where only what is made is replaced", async () => {
    const { dir, within } = await place()
    await writeFile(join(dir, 'cover.jpg'), 'mine')
    const { code } = await render(dir, 'tone.wav', '--out', '.', '--formats', 'wav')
    expect(code).toBe(0)
    expect(await within('.')).toContain('cover.jpg')
  })
})
