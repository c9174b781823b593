import { describe, expect, it } from 'vitest'
import { createLoudnessReader } from './loudness-summary.ts'

const summary = (integrated: string, peak: string) => [
  '[Parsed_ebur128_2 @ 0x55e369c9f540] [info] Summary:',
  '',
  '  Integrated loudness:',
  `    I:         ${integrated} LUFS`,
  '    Threshold: -31.8 LUFS',
  '',
  '  Loudness range:',
  '    LRA:         4.2 LU',
  '    Threshold: -41.8 LUFS',
  '    LRA low:   -21.8 LUFS',
  '    LRA high:  -17.6 LUFS',
  '',
  '  True peak:',
  `    Peak:      ${peak} dBFS`,
]

const read = (lines: string[]) => {
  const reader = createLoudnessReader()
  for (const line of lines) reader.read(line)
  return { ...reader.loudness(), summaries: reader.summaries() }
}

describe('the summary of ebur128', () => {
  it('gives integrated loudness, range and true peak', () => {
    const values = { integratedLufs: -21.8, loudnessRangeLu: 4.2, truePeakDbtp: -1.5, summaries: 1 }
    expect(read(summary('-21.8', '-1.5'))).toEqual(values)
  })

  it('says null for what is minus infinity or was never measured', () => {
    const silent = { integratedLufs: null, loudnessRangeLu: null, truePeakDbtp: null }
    expect(read(summary('-70.0', '-inf'))).toEqual({ ...silent, summaries: 1 })
    expect(read([])).toEqual({ ...silent, summaries: 0 })
  })

  it('is the last one where there are several, and they are counted', () => {
    const lines = [...summary('-70.0', '-inf'), ...summary('-16.0', '-2.0')]
    expect(read(lines)).toMatchObject({ integratedLufs: -16, truePeakDbtp: -2, summaries: 2 })
  })

  it('is not forged by a tag', () => {
    const tags = [
      '[info]     title           : x',
      '                    : [Parsed_ebur128_2 @ 0x55e369c9f540] [info] Summary:',
      '                    :     I:         -5.0 LUFS',
    ]
    expect(read(tags)).toMatchObject({ integratedLufs: null, summaries: 0 })
  })
})
