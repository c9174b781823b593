import { describe, expect, it } from 'vitest'
import { judge, type Subject } from './judge.ts'
import { fileAsSubject, recordingAsSubject } from './subjects.ts'
import { aFile, anInspected } from './testing/episodes.ts'

const verdictOf = (profile: string, subject: Subject) =>
  judge(subject).find((judgement) => judgement.profile === profile)?.verdict
const at = (integratedLufs: number | null, truePeakDbtp: number | null = -3): Subject => ({
  integratedLufs,
  truePeakDbtp,
})

describe('the verdict on a level', () => {
  it.each([
    ['apple', -15, 'pass'],
    ['apple', -17, 'pass'],
    ['apple', -17.1, 'warn'],
    ['apple', -17.2, 'fail'],
    ['ebu-r128', -22.5, 'pass'],
    ['ebu-r128', -22, 'warn'],
    ['ebu-r128', -21.9, 'fail'],
    ['atsc-a85', -26, 'pass'],
    ['atsc-a85', -21.8, 'fail'],
    ['aes-td1008', -18.5, 'pass'],
    ['aes-td1008', -16, 'warn'],
    ['aes-td1008', -20.1, 'fail'],
    ['prx', -19, 'pass'],
    ['prx', -16, 'pass'],
    ['prx', -15.9, 'warn'],
    ['prx', -15.8, 'fail'],
  ])('by %s at %d LUFS is: %s', (profile, integratedLufs, verdict) => {
    expect(verdictOf(profile, at(integratedLufs))).toBe(verdict)
  })

  it('by Spotify is a warning where its player sets it right, and a failure where the peaks forbid it', () => {
    expect(verdictOf('spotify', at(-14.5, -1))).toBe('pass')
    expect(verdictOf('spotify', at(-9, -1))).toBe('warn')
    expect(verdictOf('spotify', at(-20, -7))).toBe('warn')
    expect(verdictOf('spotify', at(-20, -6.9))).toBe('fail')
  })

  it('is a warning for a true peak that meters may disagree about, then a failure', () => {
    expect(verdictOf('apple', at(-16, -1))).toBe('pass')
    expect(verdictOf('apple', at(-16, -0.8))).toBe('warn')
    expect(verdictOf('apple', at(-16, -0.7))).toBe('fail')
    expect(verdictOf('atsc-a85', at(-24, -1))).toBe('fail')
  })

  it('is a failure where nothing can be heard, and a warning where nothing is known', () => {
    expect(verdictOf('apple', at(null, null))).toBe('fail')
    expect(verdictOf('apple', {})).toBe('warn')
  })
})

describe('the verdict of ACX', () => {
  const levels = { rmsDbfs: -20, samplePeakDbfs: -3.2, noiseFloorDbfs: -62 }
  const measurements = { ...aFile().measurements, sampleRateHz: 44_100, bitrateKbps: 192, levels }
  const good = aFile({ measurements })
  const acx = (subject: Subject) => judge(subject).find(({ profile }) => profile === 'acx')
  const failures = (subject: Subject) =>
    acx(subject)?.checks.flatMap(({ verdict, what }) => (verdict === 'fail' ? [what] : []))

  it('passes a file that keeps every rule', () => {
    expect(acx(fileAsSubject(good))).toMatchObject({ verdict: 'pass', title: 'ACX (Audible)' })
  })

  it('names each rule that a file breaks', () => {
    const loud = { ...levels, rmsDbfs: -17.9, samplePeakDbfs: -2.9, noiseFloorDbfs: -59.9 }
    expect(failures(fileAsSubject({ ...good, measurements: { ...measurements, levels: loud } }))).toEqual([
      ...['RMS', 'Sample peak', 'Noise floor'],
    ])
    const long = { ...measurements, durationSeconds: 7201, bitrateKbps: 128, sampleRateHz: 48_000 }
    expect(failures(fileAsSubject({ ...good, measurements: long }))).toEqual([
      'Length',
      'Bit rate',
      'Sample rate',
    ])
  })

  it('takes MP3 at a constant bit rate only, whoever encoded it', () => {
    const { constantRate: _, ...opus } = { ...measurements, codec: 'opus' }
    expect(failures(fileAsSubject({ ...good, measurements: opus }))).toEqual(['Format'])
    const varying = { ...good, measurements: { ...measurements, constantRate: false } }
    expect(failures(fileAsSubject(varying))).toEqual(['Format'])
    const making = { ...good.making, copied: true, arguments: [] }
    expect(acx(fileAsSubject({ ...good, making }))?.verdict).toBe('pass')
  })

  it('counts the bits of the audio, not those of the cover', () => {
    const heavy = { ...good, measurements: { ...measurements, bitrateKbps: 128 }, bytes: 24_000 * 120 }
    expect(failures(fileAsSubject(heavy))).toEqual(['Bit rate'])
  })

  it('judges the levels of a recording but not its format, and says that a noise floor is not known', () => {
    const { checks, verdict } = acx(recordingAsSubject(anInspected({ levels }))) ?? {}
    expect(verdict).toBe('pass')
    expect(checks?.map(({ what }) => what)).toEqual(['RMS', 'Sample peak', 'Noise floor'])
    const short = { rmsDbfs: -20, samplePeakDbfs: -4 }
    expect(acx(recordingAsSubject(anInspected({ levels: short })))?.checks[2]).toEqual({
      ...{ what: 'Noise floor', verdict: 'warn' },
      detail: 'Noise floor is not known; allowed is at most −60.0 dB.',
    })
  })
})

describe('what a check says', () => {
  it('is a sentence with the number and what is allowed', () => {
    const details = judge(at(-13, 0.3))
      .find(({ profile }) => profile === 'apple')
      ?.checks.map(({ detail }) => detail)
    expect(details).toEqual([
      'Integrated loudness is −13.0 LUFS, but allowed is −17.0 to −15.0 LUFS.',
      'True peak is 0.3 dBTP, but allowed is at most −1.0 dBTP.',
    ])
  })
})
