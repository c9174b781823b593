import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

describe('the log of a tool', () => {
  it('believes the words of the tool and not those of a tag', () => {
    const log = createLog()
    log.add('[info]     title           : [error] No space left on device')
    log.add('                    : [error] No space left on device')
    expect(log.says(/No space/)).toBe(false)
    log.add('[mp3 @ 0x55d0] [error] No space left on device')
    expect(log.says(/No space/)).toBe(true)
  })

  it('ends with at most 4 KiB of warnings and errors, without private directories or control characters', () => {
    const log = createLog()
    log.add('[info] Input #0, mp3, from a file')
    for (let i = 0; i < 500; i++)
      log.add(`[error] file:/tmp/private/1/source: broken \u0007 ${'ü'.repeat(50)} ${i}`)
    const tail = log.tail(['/tmp/private', '/tmp/private/1'])
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(4096)
    expect(tail).toMatch(/\[error\] file:source: broken . ü+ 499$/)
    expect(tail).not.toMatch(/private|\p{Cc}(?<!\n)|\ufffd|Input/u)
  })
})
