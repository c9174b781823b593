import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Rendition } from '../formats.ts'
import type { Inspected } from '../inspected.ts'
import { look, never, TARGET } from '../testing/jobs.ts'
import { makePinkNoise, makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

/** Every format, those with a bit rate also at one that hurts. */
const ROWS: Rendition[][] = [
  [
    { format: 'mp3', bitrateKbps: 128 },
    { format: 'm4a', bitrateKbps: 128 },
    { format: 'opus', bitrateKbps: 96 },
    { format: 'flac' },
    { format: 'wav', bitDepth: 16 },
  ],
  [
    { format: 'mp3', vbrQuality: 4 },
    { format: 'm4a', bitrateKbps: 64 },
    { format: 'opus', bitrateKbps: 32 },
  ],
  [{ format: 'mp3', bitrateKbps: 64 }],
]

const signal = (formula: string) => (file: string) =>
  makeSignal(file, formula, { seconds: 4, rateHz: 48_000, output: ['-c:a', 'pcm_s24le'] })

type Line = { name: string; limited: boolean; told: boolean; integratedLufs: number; truePeakDbtp: number }

async function lines(dir: string, inspected: Inspected, renditions: Rendition[]): Promise<Line[]> {
  const made = new Map<string, boolean>()
  const { findings } = await engine.render(join(dir, 'source.wav'), {
    ...{ dir, inspected, renditions, loudness: TARGET, metadata: { tags: {}, chapters: [] }, signal: never },
    onRendered: async ({ name, making }) => void made.set(name, making.limitDbfs !== undefined),
  })
  const missed = findings.filter(({ code }) => code === 'loudness_out_of_tolerance')
  const line = async ([name, limited]: [string, boolean]) => {
    const told = missed.some(({ artifact }) => artifact === name)
    return { name, limited, told, ...(await meter(join(dir, name))) }
  }
  return Promise.all([...made].map(line))
}

/** 0.2 LU where gain alone does it, 0.5 where a limiter works, and never above the peak. */
function keeps({ limited, integratedLufs, truePeakDbtp }: Line): boolean {
  const off = Math.abs(integratedLufs - TARGET.integratedLufs)
  return off <= (limited ? 0.5 : 0.2) + 1e-6 && truePeakDbtp <= TARGET.truePeakDbtp
}

describe('what comes out, by an independent meter', () => {
  it.each([
    ['pink noise', (file: string) => makePinkNoise(file, 4)],
    ['speech', signal(SIGNALS.speech)],
    ['music', signal(SIGNALS.music)],
    ['peaks far above the rest', signal(SIGNALS.peaky)],
    ['a quiet voice', signal(SIGNALS.quiet)],
  ])('is within the tolerances, or the finding says it is not: %s', async (_, make) => {
    const dir = await scratch()
    const inspected = await look(engine, await make(join(dir, 'source.wav')), dir)
    const table: Line[] = []
    for (const renditions of ROWS) table.push(...(await lines(dir, inspected, renditions)))
    expect(table).toHaveLength(9)
    expect(table.filter((line) => keeps(line) === line.told)).toEqual([])
  })
})
