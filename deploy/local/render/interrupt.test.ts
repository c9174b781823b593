import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { scratch, writeTone } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { start } from './testing/render.ts'

describe('an interruption', () => {
  it('is an outcome, and leaves nothing behind', async () => {
    const { dir } = await scratch()
    await writeTone(join(dir, 'long.wav'), { seconds: 1200, sampleRateHz: 16_000 })
    await writeTone(join(dir, 'next.wav'), { seconds: 1 })
    const { child, stderr, ended } = start(dir, 'long.wav', 'next.wav', '--out', 'a/b', '--json')
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    stderr.on('data', (text: string) => {
      said += text
      if (/\d %/.test(said)) child.kill('SIGINT')
    })
    const { code, stdout, ...last } = await ended
    expect(code, last.stderr).toBe(130)
    expect(JSON.parse(stdout)).toEqual({
      results: [{ file: expect.stringContaining('long.wav'), missed: false, outcome: 'interrupted' }],
    })
    expect(last.stderr).toMatch(/^interrupted$/m)
    expect(last.stderr).not.toContain('failed')
    expect((await readdir(dir)).sort()).toEqual(['long.wav', 'next.wav'])
  })
})
