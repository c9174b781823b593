import { describe, expect, it } from 'vitest'
import { assertSucceeded } from './exit.ts'
import { createLog } from './log.ts'

const codeOf = (exit: { code?: number; signal?: NodeJS.Signals }, ...lines: string[]) => {
  const log = createLog()
  for (const line of lines) log.add(line)
  try {
    assertSucceeded(
      { code: exit.code ?? null, signal: exit.signal ?? null, log },
      { tool: 'ffmpeg', otherwise: exit.code === 0 ? 'internal' : 'corrupt_input', directories: [] },
    )
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return undefined
}

describe('an exit of ffmpeg', () => {
  it.each([
    [{ code: 0 }, undefined],
    [{ code: 69 }, 'corrupt_input'],
    [{ code: 139 }, 'tool_crashed'],
    [{ signal: 'SIGSEGV' as const }, 'tool_crashed'],
    [{ code: 134 }, 'tool_crashed'],
    [{ signal: 'SIGABRT' as const }, 'tool_crashed'],
    [{ code: 137 }, 'internal'],
    [{ signal: 'SIGKILL' as const }, 'internal'],
    [{ code: 255 }, 'internal'],
    [{ code: 153 }, 'limit_exceeded:output_bytes'],
    [{ signal: 'SIGXFSZ' as const }, 'limit_exceeded:output_bytes'],
    [{ code: 229 }, 'limit_exceeded:output_bytes'],
    [{ code: 123 }, 'timeout'],
    [{ code: 152 }, 'timeout'],
    [{ signal: 'SIGXCPU' as const }, 'timeout'],
    [{ signal: 'SIGTERM' as const }, 'internal'],
    [{ code: 126 }, 'internal'],
    [{ code: 127 }, 'internal'],
    [{ code: 245 }, 'internal'],
    [{ code: 244 }, 'limit_exceeded:memory'],
    [{ code: 228 }, 'no_space'],
    [{ code: 1 }, 'corrupt_input'],
  ])('means what the table says: %j', (exit, code) => {
    expect(codeOf(exit)).toBe(code)
  })

  it.each([
    ['[out#0 @ 0x5] [error] Error writing trailer: No space left on device', 'no_space'],
    ['[info] Exiting normally, received signal 24.', 'timeout'],
    ['[AVIOContext @ 0x5] [error] File too large', 'limit_exceeded:output_bytes'],
    ['[flac @ 0x5] [error] pthread_create() failed: Resource temporarily unavailable', 'internal'],
    ['[error] file:x: Cannot allocate memory', 'limit_exceeded:memory'],
    [
      '[mov @ 0x5] [error] Number of streams exceeds max_streams parameter (16), see the documentation',
      'limit_exceeded:streams',
    ],
    ["[hls @ 0x5] [error] Format not on whitelist 'wav'", 'unsupported_container'],
    ["[cook @ 0x5] [error] Codec (cook) not on whitelist 'mp3'", 'unsupported_codec'],
    ["[SWR @ 0x5] [error] Input channel layout 'ambisonic 1' is not supported", 'unsupported_codec'],
  ])('is explained by the words before it: %s', (line, code) => {
    expect(codeOf({ code: 1 }, line)).toBe(code)
  })

  it.each([
    ['[error] Error writing trailer of file:x: No space left on device', 'no_space'],
    ['[out#0/mp3 @ 0x5] [error] Error closing file: Input/output error', 'internal'],
    ['[error] Error while decoding stream #0:0: Cannot allocate memory', 'limit_exceeded:memory'],
    ['[matroska,webm @ 0x5] [error] Number of tracks exceeds max_streams (16)', 'limit_exceeded:streams'],
    ['[mp3float @ 0x5] [error] Header missing', undefined],
  ])('with code 0 is not believed where a file was not finished: %s', (line, code) => {
    expect(codeOf({ code: 0 }, line)).toBe(code)
  })

  it('is for want of memory, though it counts the packets that were lost', () => {
    const line = '[error] Error while decoding stream #0:0: Cannot allocate memory'
    expect(codeOf({ code: 69 }, line)).toBe('limit_exceeded:memory')
  })

  it.each([
    '[info]     title           : [info] Exiting normally, received signal 24.',
    '                    : [error] No space left on device',
  ])('is not explained by the words of a tag: %s', (line) => {
    expect(codeOf({ code: 255 }, line)).toBe('internal')
  })
})
