import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { produce, TARGET } from '../testing/jobs.ts'
import { makeSignal, meter, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

/** Of a WAV of 24 bits, whose header has the extensible form: `dwChannelMask`. */
const MASK_AT = 40

/** A voice on two channels that are called otherwise than left and right. */
async function calledOtherwise(dir: string, mask: number, formula: string): Promise<string> {
  const options = { seconds: 4, output: ['-c:a', 'pcm_s24le', '-rf64', 'never'] }
  const file = await makeSignal(join(dir, 'source.wav'), formula, options)
  const handle = await open(file, 'r+')
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(mask)
  await handle.write(bytes, 0, 4, MASK_AT)
  await handle.close()
  return file
}

describe('two channels', () => {
  it.each([
    ['side left and right', 0x600],
    ['back left and right', 0x30],
    ['centre and LFE', 0xc],
    ['left and centre', 0x5],
  ])('are two sides, whatever the header calls them: %s', async (_, mask) => {
    const dir = await scratch()
    const source = await calledOtherwise(dir, mask, SIGNALS.speech)
    const { inspected, files } = await produce(engine, source, dir, { renditions: [{ format: 'wav' }] })
    expect(inspected.channels).toBe(2)
    const [{ path = '', measurements, making } = {}] = files
    const { integratedLufs, truePeakDbtp } = await meter(path)
    expect(Math.abs(integratedLufs - TARGET.integratedLufs)).toBeLessThanOrEqual(0.2)
    expect(measurements?.loudness).toMatchObject({ integratedLufs, truePeakDbtp })
    expect(measurements?.channels).toBe(2)
    expect(making?.copied).toBe(false)
  })
})
