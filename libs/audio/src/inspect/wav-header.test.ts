import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scratch } from '../testing/signals.ts'
import { readWavClaim } from './wav-header.ts'

describe('the header of a WAV', () => {
  it('gets an answer whatever is in it', async () => {
    const file = join(await scratch(), 'source')
    const kinds = fc.constantFrom('fmt ', 'data', 'ds64', 'LIST', 'junk')
    const chunk = fc
      .tuple(kinds, fc.uint8Array({ minLength: 4, maxLength: 60 }))
      .map(([kind, bytes]) => [...[Buffer.from(kind), Buffer.from(bytes)]])
    const head = fc.constantFrom('RIFF\0\0\0\0WAVE', 'RF64\0\0\0\0WAVE', 'RIFF\0\0\0\0AVI ', '')
    await fc.assert(
      fc.asyncProperty(head, fc.array(chunk), async (start, chunks) => {
        await writeFile(file, Buffer.concat([Buffer.from(start), ...chunks.flat()]))
        const claim = await readWavClaim(file)
        if (claim?.durationSeconds !== undefined) expect(claim.durationSeconds).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })
})
