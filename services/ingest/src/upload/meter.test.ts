import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { HttpProblem } from '@soundmill/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meter } from './meter.ts'

async function* of(chunks: Uint8Array[]) {
  yield* chunks
}

const hexOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const chunksOfBytes = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 })

describe('metered content', () => {
  it('comes out unchanged, counted and hashed, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(chunksOfBytes, async (chunks) => {
        let seen = 0
        const whole = Buffer.concat(chunks)
        const { content, measured } = meter(of(chunks), {
          maxBytes: whole.length,
          promised: hexOf(whole),
          onBytes: (bytes) => {
            seen += bytes
          },
        })
        expect(await buffer(content)).toEqual(whole)
        expect(measured()).toEqual({ bytes: whole.length, sha256: hexOf(whole) })
        expect(seen).toBe(whole.length)
      }),
    )
  })

  it('fails before a byte beyond the limit comes out', async () => {
    const withBytes = chunksOfBytes.filter((chunks) => Buffer.concat(chunks).length > 0)
    await fc.assert(
      fc.asyncProperty(withBytes, async (chunks) => {
        const maxBytes = Buffer.concat(chunks).length - 1
        let passed = 0
        const reading = (async () => {
          for await (const chunk of meter(of(chunks), { maxBytes }).content) passed += chunk.length
        })()
        await expect(reading).rejects.toMatchObject({ status: 413, code: 'too_large' })
        expect(passed).toBeLessThanOrEqual(maxBytes)
      }),
    )
  })

  it('fails instead of ending when another digest was promised', async () => {
    const { content, measured } = meter(of([Buffer.from('a')]), {
      maxBytes: 9,
      promised: hexOf(Buffer.from('b')),
    })
    await expect(buffer(content)).rejects.toMatchObject({ status: 422, code: 'digest_mismatch' })
    expect(measured().sha256).toBe(hexOf(Buffer.from('a')))
  })

  it('fails with the very error of what it reads', async () => {
    const broken = new HttpProblem(400, 'truncated_upload', 'gone')
    // biome-ignore lint/correctness/useYield: it fails before its first byte.
    async function* failing(): AsyncGenerator<Uint8Array> {
      throw broken
    }
    const { content, measured } = meter(failing(), { maxBytes: 9 })
    await expect(buffer(content)).rejects.toBe(broken)
    expect(measured).toThrow('before the content had ended')
  })
})
