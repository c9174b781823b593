import { HttpProblem } from '@soundmill/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMetadata } from './metadata.ts'
import { metadata } from './testing/tus.ts'

describe('what a client says of its file', () => {
  it('may be nothing', () => {
    expect(readMetadata('')).toEqual({ filename: 'recording', spec: {}, promised: undefined })
  })

  it('may have values that are empty, with a space or without', () => {
    const { filename } = readMetadata('is_confidential,empty ,filename YS53YXY=')
    expect(filename).toBe('a.wav')
  })

  it('is called what Uppy calls it', () => {
    expect(readMetadata(metadata({ name: 'b.mp3', type: 'audio/mpeg' })).filename).toBe('b.mp3')
    expect(readMetadata(metadata({ name: 'b.mp3', filename: 'a.mp3' })).filename).toBe('a.mp3')
  })

  it('may say the show beside the spec or in it', () => {
    const spec = JSON.stringify({ preset: 'podcast' })
    expect(readMetadata(metadata({ show: 'a', spec })).spec).toEqual({ show: 'a', preset: 'podcast' })
  })

  it('keeps names of any letters', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !/[/\\]/.test(text))
    fc.assert(
      fc.property(name, (filename) => {
        const clean = filename.replaceAll(/\p{Cc}/gu, '').trim()
        expect(readMetadata(metadata({ filename })).filename).toBe(clean || 'recording')
      }),
    )
  })

  it('is understood or refused with 400, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-c ,=A-F]{0,30}$/)), (header) => {
        try {
          readMetadata(header)
        } catch (error) {
          expect(error).toBeInstanceOf(HttpProblem)
          expect(error).toMatchObject({ status: 400 })
        }
      }),
    )
  })
})
