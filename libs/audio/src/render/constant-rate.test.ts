import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { hasConstantRate } from './constant-rate.ts'

describe('the bit rate of an MP3', () => {
  it.each([
    ['constant', ['-b:a', '128k'], true],
    ['constant, without a Xing header', ['-b:a', '128k', '-write_xing', '0'], true],
    ['constant, behind a long tag', ['-b:a', '128k', '-metadata', `comment=${'Xing '.repeat(2000)}`], true],
    ['variable', ['-q:a', '4'], false],
    ['variable, behind a long tag', ['-q:a', '4', '-metadata', `comment=${'x'.repeat(10_000)}`], false],
  ])('is known: %s', async (_, output, expected) => {
    const dir = await scratch()
    const options = { seconds: 1, output: ['-c:a', 'libmp3lame', ...output] }
    const file = await makeSignal(join(dir, 'a.mp3'), SIGNALS.music, options)
    expect(await hasConstantRate(file)).toBe(expected)
  })
})
