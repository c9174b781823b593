import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseArguments } from './bench/audio/arguments.ts'
import { GOALS, judge } from './bench/audio/goals.ts'
import { purposeOf } from './bench/audio/profile.ts'
import type { Rounds } from './bench/audio/rounds.ts'
import { runOf, timed, toolRuns } from './bench/audio/stopwatch.ts'
import { median, ratio } from './bench/shared/ratios.ts'
import { runTool } from './bench/shared/run-tool.ts'

const measured = (wallSeconds: number, cpuSeconds: number) => ({
  ...{ wallSeconds, cpuSeconds, nodeCpuSeconds: 0, nodePeakBytes: 0, toolPeakBytes: undefined, runs: [] },
})

describe('the arithmetic of the audio benchmark', () => {
  it('takes the middle one, or halfway between the two in the middle', () => {
    expect(median([9, 1, 2])).toBe(2)
    expect(median([1, 9, 2, 4])).toBe(3)
    expect(median([])).toBeNaN()
  })

  it('compares within a round, so that a round on a busy machine does not count for more', () => {
    expect(ratio([2, 20, 3], [1, 10, 1])).toEqual({ median: 2, min: 2, max: 3 })
    expect(() => ratio([1], [1, 2])).toThrow(RangeError)
  })

  it('says of each goal that it was met, missed or not measured', () => {
    const rounds: Rounds = {
      'bare encodes': [measured(10, 20), measured(5, 20)],
      'soundmill unverified': [measured(14, 26), measured(7, 26)],
    }
    const outcomes = GOALS.map((goal) => judge(goal, rounds).outcome)
    expect(outcomes).toEqual(['missed', 'met', ...Array.from({ length: 5 }, () => 'not measured')])
  })
})

describe('the stopwatch of the audio benchmark', () => {
  it('notes what a tool was called with and the processor time it took, and passes its exit code on', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'soundmill-stopwatch-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    const shell = await timed('sh', '/bin/sh', { dir })
    await runTool(shell, ['-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done', 'two words'])
    await expect(runTool(shell, ['-c', 'exit 3'])).rejects.toMatchObject({ code: 3 })
    const runs = await toolRuns(dir)
    const [long] = runs.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)
    expect(runs).toHaveLength(2)
    expect(long?.words).toHaveLength(3)
    expect(long?.words.at(-1)).toBe('two words')
    expect(long?.cpuSeconds).toBeGreaterThan(0.01)
  })

  it('adds up minutes and seconds, of the shell and of its children', () => {
    expect(runOf('ffmpeg\n-i\nx\n0m0.01s 0m0.02s\n1m2.50s 0m0.47s\n')).toEqual({
      tool: 'ffmpeg',
      words: ['-i', 'x'],
      cpuSeconds: expect.closeTo(63, 6),
    })
  })

  it('tells what the engine wanted of a tool', () => {
    const purpose = (...words: string[]) => purposeOf({ tool: 'ffmpeg', words, cpuSeconds: 0 })
    expect(purpose('-i', 'file:/t/recording.wav', '-acodec', 'aac', 'file:/t/run/out/episode.m4a')).toBe(
      'encode aac',
    )
    expect(purpose('-i', 'file:/t/run/out/episode.m4a', '-acodec', 'pcm_s16le', 'pipe:1')).toBe('verify')
    expect(purpose('-i', 'file:/t/recording.wav', '-acodec', 'pcm_s16le', 'pipe:1')).toBe('measure')
  })
})

describe('the arguments of the audio benchmark', () => {
  it('are checked', () => {
    expect(parseArguments([])).toMatchObject({ rounds: 3, seconds: 300, json: false, strict: false })
    expect(() => parseArguments(['--rounds', '0'])).toThrow(RangeError)
    expect(() => parseArguments(['--round', '1'])).toThrow(TypeError)
  })
})
