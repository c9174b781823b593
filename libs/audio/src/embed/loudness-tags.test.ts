import { describe, expect, it } from 'vitest'
import { r128Gain, replayGain, soundCheck } from './loudness-tags.ts'

describe('tags about loudness', () => {
  it('say what is missing to the level each of them is about', () => {
    expect([replayGain(-16), replayGain(-18), replayGain(-23)]).toEqual(['-2.00 dB', '0.00 dB', '5.00 dB'])
    expect([r128Gain(-23), r128Gain(-16), r128Gain(-24.5)]).toEqual(['0', '-1792', '384'])
    expect(soundCheck(-18)).toMatch(/^ 000003E8 000003E8 000009C4 000009C4( [0-9A-F]{8}){6}$/)
  })

  it('stay within what their formats hold', () => {
    expect([r128Gain(500), r128Gain(-500)]).toEqual(['-32768', '32767'])
    expect(soundCheck(30)).toMatch(/^( 0000FFFE){4}/)
  })
})
