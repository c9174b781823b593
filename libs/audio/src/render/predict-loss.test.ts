import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEnvelope, type Envelope } from '../measure/envelope.ts'
import { samplesOf } from '../measure/samples.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { predictGain, predictLossLu } from './predict-loss.ts'

const RATE_HZ = 48_000

async function envelopeOf(file: string): Promise<Envelope> {
  const args = ['-v', 'error', '-nostdin', '-i', file, '-f', 's16le', 'pipe:1']
  const { stdout } = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const envelope = createEnvelope(2, RATE_HZ)
  for await (const samples of samplesOf(stdout, 2)) envelope.add(samples)
  const result = envelope.result()
  if (!result) throw new Error('too long')
  return result
}

/** Integrated loudness after a filter, to a tenth. */
async function loudnessAfter(file: string, filter: string): Promise<number> {
  const log = await ffmpeg('-i', file, '-af', `aformat=sample_fmts=dbl,${filter},ebur128`, '-f', 'null', '-')
  return Number([...log.matchAll(/^ +I: +(\S+) LUFS/gm)].at(-1)?.[1])
}

const highest = ({ peaks }: Envelope) => 20 * Math.log10(Math.max(...peaks) / 32_768)

describe('what a limiter takes', () => {
  it.each(['speech', 'music', 'peaky'] as const)('is foreseen: %s', async (name) => {
    const file = await makeSignal(join(await scratch(), 'a.wav'), SIGNALS[name], {
      seconds: 4,
      rateHz: RATE_HZ,
    })
    const envelope = await envelopeOf(file)
    for (const reductionDb of [1, 3, 6]) {
      const gainDb = -2 - highest(envelope) + reductionDb
      const limiter = `alimiter=limit=${(10 ** (-2 / 20)).toFixed(6)}:level=0:latency=1`
      const linear = await loudnessAfter(file, `volume=${gainDb}dB:precision=double`)
      const limited = await loudnessAfter(file, `volume=${gainDb}dB:precision=double,${limiter}`)
      const loss = predictLossLu(envelope, gainDb, -2)
      // Either loudness is rounded to a tenth.
      expect(Math.abs(loss - (linear - limited)), `${reductionDb} dB`).toBeLessThan(0.1 + 0.1 * loss)
    }
  })

  it('is nothing while no peak reaches the limit', () => {
    const envelope = { steps: 2, peaks: Uint16Array.of(8192, 4096), powers: Float32Array.of(1e6, 1e5) }
    expect(predictLossLu(envelope, 5.9, -6)).toBe(0)
    expect(predictGain(envelope, 5.9, { limitDbfs: -6, maxGainDb: 20 })).toEqual({ gainDb: 5.9, lossLu: 0 })
  })

  it('is made up for by a gain that is foreseen, up to what is allowed', () => {
    const steps = 200
    const peaks = Uint16Array.from({ length: steps }, (_, i) => (i % 20 === 0 ? 16_384 : 2048))
    const powers = Float32Array.from(peaks, (peak) => peak * peak)
    const envelope = { steps, peaks, powers }
    const { gainDb, lossLu } = predictGain(envelope, 8, { limitDbfs: -2, maxGainDb: 20 })
    expect(lossLu).toBeGreaterThan(0.5)
    expect(gainDb - lossLu).toBeCloseTo(8, 1)
    expect(predictGain(envelope, 8, { limitDbfs: -2, maxGainDb: 8.2 }).gainDb).toBe(8.2)
  })
})

describe('an envelope', () => {
  it('is the same however samples are chunked', () => {
    const samples = Int16Array.from({ length: 9_600 }, (_, i) => 3000 * Math.sin(i / 7))
    const whole = createEnvelope(2, RATE_HZ)
    whole.add(samples)
    const parts = createEnvelope(2, RATE_HZ)
    for (let at = 0; at < samples.length; at += 314) parts.add(samples.subarray(at, at + 314))
    expect(parts.result()).toEqual(whole.result())
    expect(whole.result()?.steps).toBe(20)
  })
})
