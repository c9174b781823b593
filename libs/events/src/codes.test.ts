import { describe, expect, it } from 'vitest'
import { FAILURES, FINDINGS, isFailureCode } from './codes.ts'
import { Code } from './values.ts'

describe('the closed lists', () => {
  it('are made of words that every reader accepts', () => {
    for (const code of [...Object.keys(FAILURES), ...FINDINGS]) expect(Code.parse(code)).toBe(code)
  })

  it('know what is in them', () => {
    expect(isFailureCode('corrupt_input')).toBe(true)
    expect(isFailureCode('toString')).toBe(false)
  })
})
