import { createHash } from 'node:crypto'
import { HttpProblem } from '@soundmill/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readReprDigest } from './digest.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest()
const base64 = sha256('x').toString('base64')

describe('a Repr-Digest header', () => {
  it('gives the promised SHA-256 in hexadecimal', () => {
    expect(readReprDigest(`sha-256=:${base64}:`)).toBe(sha256('x').toString('hex'))
  })

  it('is not asked for', () => {
    expect(readReprDigest(undefined)).toBeUndefined()
  })

  it('may name algorithms we do not know, which are ignored', () => {
    expect(readReprDigest('sha-512=:YWJj:')).toBeUndefined()
    expect(readReprDigest(`md5=:YWJj: ,\tsha-256=:${base64}:;q=1, unixsum=:MQ==:`)).toBe(
      sha256('x').toString('hex'),
    )
  })

  it('counts its last member of a name, as RFC 8941 says', () => {
    const other = sha256('y').toString('base64')
    expect(readReprDigest(`sha-256=:${other}:, sha-256=:${base64}:`)).toBe(sha256('x').toString('hex'))
  })

  it('may leave the padding away', () => {
    expect(readReprDigest(`sha-256=:${base64.replaceAll('=', '')}:`)).toBe(sha256('x').toString('hex'))
  })

  it.each([
    '',
    ',',
    'sha-256',
    `sha-256=${base64}`,
    `sha-256=:${base64}`,
    `SHA-256=:${base64}:`,
    'sha-256=:YWJj:',
    'sha-256=::',
    `sha-256=:${base64}:,`,
    `sha-256=:${base64}: sha-512=:YWJj:`,
    'sha-256=:not base64!:',
    'sha-512="text"',
  ])('is refused when it is %j', (header) => {
    expect(() => readReprDigest(header)).toThrow(HttpProblem)
  })

  it('reads back whatever was promised, among any other algorithms', () => {
    const algorithm = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,10}$/).filter((name) => name !== 'sha-256')
    const other = fc.tuple(algorithm, fc.base64String()).map(([name, value]) => `${name}=:${value}:`)
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.array(other),
        fc.array(other),
        (digest, before, after) => {
          const ours = `sha-256=:${Buffer.from(digest).toString('base64')}:`
          const header = [...before, ours, ...after].join(', ')
          expect(readReprDigest(header)).toBe(Buffer.from(digest).toString('hex'))
        },
      ),
    )
  })

  it('never fails but with a problem, whatever comes', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[sha\-256=:, ;YWJj]{0,60}$/))
    fc.assert(
      fc.property(text, (header) => {
        try {
          const digest = readReprDigest(header)
          expect(digest ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)
        } catch (error) {
          expect(error).toBeInstanceOf(HttpProblem)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
