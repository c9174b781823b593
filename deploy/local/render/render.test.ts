import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch, writeTone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { isOurs } from './publish-files.ts'
import { render } from './testing/render.ts'

const SAMPLE = fileURLToPath(new URL('../demo/sample/jfk-inaugural-1961.flac', import.meta.url))

describe('npm run render', () => {
  it('finishes a recording, and tells of it in JSON', async () => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'chapters.txt'), '00:00 Oath\n00:05 Ask not\n0:09\n')
    const args = ['--out', 'made', '--formats', 'mp3,flac', '--preview', '5', '--chapters', 'chapters.txt']
    const { code, stdout, stderr } = await render(dir, SAMPLE, ...args, '--json')
    expect(code, stderr).toBe(0)
    const { results } = JSON.parse(stdout)
    expect(results).toMatchObject([{ outcome: 'succeeded', missed: false, source: { codec: 'flac' } }])
    const files: { name: string; bytes: number }[] = results[0].files
    const names = files.map(({ name }) => name).sort()
    expect(names).toEqual([
      ...['chapters.json', 'chapters.txt', 'chapters.vtt', 'chapters.xml', 'episode.flac', 'episode.mp3'],
      ...['feed-item.xml', 'preview.mp3', 'report.html', 'report.json', 'waveform.dat', 'waveform.json'],
    ])
    expect(names.filter((name) => !isOurs(name))).toEqual([])
    for (const { name, bytes } of files) expect((await stat(join(dir, 'made', name))).size).toBe(bytes)
    expect((await readdir(join(dir, 'made'))).sort()).toEqual(names)
    expect(stderr).toMatch(/render .*100 %/)
    expect(stderr).toMatch(/^chapters\.txt: .*line 3/m)
  })

  it.each([
    ['gain_capped', -48],
    ['very_quiet', -64],
  ])('says with its exit code that a target was missed, be it for %s', async (finding, loudnessLufs) => {
    const { dir } = await scratch()
    await writeTone(join(dir, 'quiet.wav'), { seconds: 3, loudnessLufs })
    const { code, stdout, stderr } = await render(dir, 'quiet.wav', '--formats', 'wav', '--target', '-16')
    expect(code, stderr).toBe(3)
    expect(stdout).toMatch(/episode\.wav .* misses the target\n/)
    expect(stdout).toContain(`found: ${finding}: `)
  })

  it('gives a recording without a title the name of its file', async () => {
    const { dir } = await scratch()
    await writeTone(join(dir, 'Das Gespräch.wav'), { seconds: 1 })
    const args = ['--formats', 'wav', '--season', '2', '--number', '7', '--date', '2026-03-01']
    await render(dir, 'Das Gespräch.wav', ...args, '--base-url', 'https://a.example/feed')
    const feed = await readFile(join(dir, 'render-output', 'feed-item.xml'), 'utf8')
    expect(feed).toContain('<title>Das Gespräch</title>')
    expect(feed).toContain('<itunes:season>2</itunes:season>')
    expect(feed).toContain('<itunes:episode>7</itunes:episode>')
    expect(feed).toContain('<pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate>')
    expect(feed).toContain('https://a.example/feed/episode.wav')
  })

  it('says what it cannot finish, leaves nothing of it, and goes on with the next', async () => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'text.mp3'), 'This is a text. '.repeat(100))
    await writeTone(join(dir, 'tone.wav'), { seconds: 1 })
    const files = ['text.mp3', 'missing.wav', '.', 'tone.wav']
    const { code, stdout } = await render(dir, ...files, '--formats', 'wav')
    expect(code).toBe(1)
    expect(stdout.match(/^failed .*/gm)).toEqual([
      expect.stringMatching(/^failed \(not_audio\): /),
      expect.stringMatching(/^failed \(ENOENT\): there is no file .*missing\.wav$/),
      expect.stringMatching(/^failed \(EISDIR\): .* is a directory$/),
    ])
    expect(stdout).toMatch(/episode\.wav .* LUFS/)
    expect(await readdir(join(dir, 'render-output'))).toEqual(['tone.wav'])
  })

  it('explains itself when it does not understand', async () => {
    const { code, stderr } = await render('.', '--loud')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^Unknown option '--loud'[\s\S]*usage: npm run render/)
  })

  it.each([
    [['--cover', 'no.png'], 'there is no file no.png'],
    [['--cover', '.'], '. is a directory'],
    [['--chapters', 'no.txt'], 'there is no file no.txt'],
    [['--chapters', 'prose.txt'], 'prose.txt: no chapters were found'],
  ])('starts nothing with %j', async (args, reason) => {
    const { dir } = await scratch()
    await writeFile(join(dir, 'prose.txt'), 'Once upon a time.\n')
    const { code, stdout, stderr } = await render(dir, SAMPLE, ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^${reason}`))
  })
})
