import { describe, expect, it } from 'vitest'
import { commandsFor } from './commands.ts'
import { isGood, missingOf, type Outcome } from './outcome.ts'
import { reportOf, summaryOf } from './report.ts'

const loudness = (integratedLufs: number | null, truePeakDbtp: number | null) => ({
  integratedLufs,
  loudnessRangeLu: 4.2,
  truePeakDbtp,
})

const mp3 = {
  name: 'episode.mp3',
  bytes: 176_128,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  path: 'demo-output/a.flac/episode.mp3',
  measurements: { durationSeconds: 11.008, loudness: loudness(-16.02, -1.4) },
}
const peaks = {
  name: 'waveform.json',
  bytes: 3_870,
  sha256: 'ab'.repeat(32),
  path: 'demo-output/a.flac/waveform.json',
}

const succeeded: Outcome = {
  file: 'a.flac',
  outcome: 'succeeded',
  episode: 'e',
  job: 'j',
  directory: 'demo-output/a.flac',
  published: {
    inspections: [
      { container: 'flac', codec: 'flac', decodedDurationSeconds: 11.01, loudness: loudness(-12.5, null) },
    ],
    findings: [{ code: 'clipping', detail: '12 samples at full scale' }],
    artifacts: [mp3, peaks],
  },
  artifacts: [mp3, peaks],
  missing: [],
}
const failed: Outcome = {
  file: 'b.mp3',
  outcome: 'failed',
  episode: 'e2',
  job: 'j2',
  code: 'corrupt_input',
  reason: 'it cannot be decoded',
}
const refused: Outcome = {
  file: 'c.mp3',
  outcome: 'refused',
  code: 'not_audio',
  reason: 'this is an HTML page',
}

describe('the report of a file', () => {
  it('shows the sound before and after, what was found, and every artifact with its path', () => {
    expect(reportOf(succeeded)).toEqual([
      'a.flac → demo-output/a.flac',
      '',
      '                   loudness   range  true peak  duration',
      '  before (flac)  −12.5 LUFS  4.2 LU    −∞ dBTP    11.0 s',
      '  episode.mp3    −16.0 LUFS  4.2 LU  −1.4 dBTP    11.0 s',
      '',
      '  found: clipping: 12 samples at full scale',
      '',
      '  artifact           size  SHA-256',
      '  episode.mp3    176.1 kB  e3b0c44298fc…  demo-output/a.flac/episode.mp3',
      '  waveform.json    3.9 kB  abababababab…  demo-output/a.flac/waveform.json',
    ])
  })

  it('says why there is nothing to show', () => {
    expect(reportOf(failed)).toEqual(['b.mp3: failed (corrupt_input): it cannot be decoded'])
    expect(reportOf(refused)).toEqual(['c.mp3: refused (not_audio): this is an HTML page'])
  })

  it('tells a file that is not what its manifest promises', () => {
    const broken = { ...succeeded, artifacts: [{ ...mp3, wrong: '3 bytes instead of 176128' }] }
    expect(reportOf(broken).at(-1)).toContain('WRONG: 3 bytes instead of 176128')
    expect(isGood(broken)).toBe(false)
  })

  it('tells what was asked for and is not there', () => {
    const asked = { spec: { renditions: [{ format: 'mp3' }, { format: 'opus' }] } }
    const missing = missingOf(asked, [mp3, peaks, { ...peaks, name: 'episode.opus' }])
    expect(missing).toEqual(['opus', 'waveform.dat'])
    const incomplete = { ...succeeded, missing }
    expect(reportOf(incomplete).slice(-2)).toEqual(['  MISSING: opus', '  MISSING: waveform.dat'])
    expect(isGood(incomplete)).toBe(false)
  })

  it('counts as good only what succeeded with something in it', () => {
    expect([succeeded, failed, refused, { ...succeeded, artifacts: [] }].map(isGood)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(summaryOf([succeeded, failed])).toMatch(/^1 of 2 /)
  })
})

describe('the commands to try', () => {
  it('are about the last episode, and can be pasted into a shell', () => {
    const commands = commandsFor(
      { url: 'http://127.0.0.1:1', natsUrl: 'nats://127.0.0.1:2' },
      [succeeded, refused],
      "it's.flac",
    )
    expect(commands.every((command) => /^(curl|node|npx soundmill) /.test(command))).toBe(true)
    expect(commands.join('\n')).toContain("--data-binary @'it'\\''s.flac'")
    expect(commands.join('\n')).toContain('/v1/episodes/e/artifacts/episode.mp3')
    expect(commands.join('\n')).toContain('/v1/episodes/e/jobs/j/cancel')
  })

  it('are fewer when nothing was taken', () => {
    expect(
      commandsFor({ url: 'http://127.0.0.1:1', natsUrl: 'nats://127.0.0.1:2' }, [refused], 'a.flac'),
    ).toHaveLength(3)
  })
})
