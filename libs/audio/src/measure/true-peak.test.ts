import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { never, TOOLS } from '../testing/jobs.ts'
import { makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'
import { decode } from './decode.ts'
import { mixOf } from './mix.ts'
import { createTruePeak } from './true-peak.ts'

const FULL_SCALE = 32_768

/** Stereo of a sine with soft ends, the right side a little lower. */
function tone(amplitude: number, frequency: number, phase: number, frames = 9600): Int16Array {
  const samples = new Int16Array(2 * frames)
  for (let i = 0; i < frames; i++) {
    const soft = Math.min(1, i / 2000, (frames - i) / 2000)
    const value = amplitude * soft * Math.sin(2 * Math.PI * frequency * i + phase)
    samples[2 * i] = Math.round(value * 32_767)
    samples[2 * i + 1] = Math.round(0.9 * value * 32_767)
  }
  return samples
}

function peakOf(samples: Int16Array, chunk = samples.length): number | null | undefined {
  const truePeak = createTruePeak(2)
  for (let at = 0; at < samples.length; at += chunk) truePeak.add(samples.subarray(at, at + chunk))
  return truePeak.result()
}

describe('the true peak', () => {
  // EBU Tech 3341, cases 15 to 19: tones at a half of full scale whose tops lie between samples, +0.2 to −0.4 dB.
  it.each([
    ['a quarter of the rate, on the samples', 1 / 4, 0],
    ['a quarter, between them', 1 / 4, Math.PI / 4],
    ['a sixth', 1 / 6, Math.PI / 3],
    ['an eighth', 1 / 8, (67.5 * Math.PI) / 180],
  ])('is found between the samples: a tone at %s', (_, frequency, phase) => {
    const found = peakOf(tone(0.5, frequency, phase))
    expect(found).toBeGreaterThanOrEqual(-6.4)
    expect(found).toBeLessThanOrEqual(-5.8)
  })

  it('does not depend on how samples are chunked', () => {
    const samples = tone(0.7, 0.2345, 1)
    expect(new Set([2, 6, 500, 32_770].map((chunk) => peakOf(samples, chunk))).size).toBe(1)
  })

  it('is of the highest place, wherever it is', () => {
    const click = new Int16Array(20_000)
    for (const at of [0, 9_999, 19_998]) {
      const samples = click.slice()
      samples[at] = FULL_SCALE / 2
      expect(peakOf(samples)).toBe(-6)
    }
  })

  it('is none in digital silence, and left to others where 16 bits do not tell it', () => {
    expect(peakOf(new Int16Array(2000))).toBeNull()
    expect(peakOf(tone(0.002, 0.01, 0))).toBeUndefined()
  })

  it('is left to others where it would cost more than it does them: a long loud hiss', () => {
    let state = 1
    const hiss = Int16Array.from({ length: 4_000_000 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      return state >> 17
    })
    expect(peakOf(hiss)).toBeUndefined()
  })
})

/** Every place, by the definition: a windowed sinc (Kaiser, 9) over 16 samples on either side. */
function everywhere(samples: Int16Array): number | null {
  const bessel = (x: number) => {
    let [sum, term] = [1, 1]
    for (let k = 1; k < 40; k++) sum += term *= (x / (2 * k)) ** 2
    return sum
  }
  const weight = (d: number) =>
    Math.abs(d) >= 16
      ? 0
      : (Math.sin(Math.PI * d) / (Math.PI * d)) * (bessel(9 * Math.sqrt(1 - (d / 16) ** 2)) / bessel(9))
  const frames = samples.length / 2
  const at = (frame: number, side: number) => samples[2 * Math.abs(frame) + side] ?? 0
  let peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0)
  for (let place = 0.125; place < frames; place += 0.125) {
    if (Number.isInteger(place)) continue
    for (const side of [0, 1]) {
      let sum = 0
      for (let frame = Math.ceil(place - 16); frame < place + 16; frame++)
        sum += at(frame, side) * weight(frame - place)
      peak = Math.max(peak, Math.abs(sum))
    }
  }
  return peak === 0 ? null : Math.round(200 * Math.log10(peak / FULL_SCALE)) / 10 + 0
}

describe('passing over what is low', () => {
  const loudest = fc.integer({ min: 2000, max: 32_767 })
  const burst = fc.record({
    at: fc.nat(600),
    size: loudest,
    // Up to Nyquist's frequency, where samples tell least of what lies between them.
    turns: fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 12 }),
  })

  it('misses nothing, whatever the wave', () => {
    fc.assert(
      fc.property(fc.array(burst, { minLength: 1, maxLength: 6 }), (bursts) => {
        const samples = new Int16Array(1400)
        for (const { at, size, turns } of bursts)
          for (const [i, turn] of turns.entries()) samples[2 * (at + i)] = turn * size
        if (samples.every((sample) => sample === 0)) return
        expect(peakOf(samples)).toBe(everywhere(samples))
      }),
      { numRuns: 100 },
    )
    // It calculates, and nothing else: seconds, and a minute and more on a machine with much else to do.
  }, 300_000)
})

describe('a decoded file', () => {
  it.each<[string, string, string[]]>([
    ['a voice', SIGNALS.speech, []],
    ['claps', SIGNALS.peaky, []],
    ['music', SIGNALS.music, []],
    ['a wave that is cut off', SIGNALS.loud, []],
    ['a very quiet voice', `0.003*(${SIGNALS.speech})`, ['-c:a', 'pcm_s24le']],
    ['floating point above full scale', `4*(${SIGNALS.speech})`, ['-c:a', 'pcm_f32le']],
  ])('has the true peak that plain ffmpeg measures: %s', async (_, formula, output) => {
    const file = await makeSignal(join(await scratch(), 'a.wav'), formula, { seconds: 3, output })
    const { loudness } = await decode(TOOLS, { file, mix: mixOf(2, 'stereo'), signal: never })
    expect(Math.abs(Number(loudness.truePeakDbtp) - (await meter(file)).truePeakDbtp)).toBeLessThan(0.11)
  })
})
