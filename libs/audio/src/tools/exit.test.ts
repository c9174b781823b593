import { describe, expect, it } from 'vitest'
import { assertSucceeded } from './exit.ts'
import { createLog } from './log.ts'

const codeOf = (exit: { code?: number; signal?: NodeJS.Signals }, ...lines: string[]) => {
  const log = createLog()
  for (const line of lines) log.add(line)
  try {
    assertSucceeded(
      { code: exit.code ?? null, signal: exit.signal ?? null, log },
      { tool: 'ffmpeg', otherwise: 'corrupt_input', directories: [] },
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
    [{ code: 244 }, 'limit_exceeded:memory'],
    [{ code: 228 }, 'no_space'],
    [{ code: 1 }, 'corrupt_input'],
  ])('means what the table says: %j', (exit, code) => {
    expect(codeOf(exit)).toBe(code)
  })

  it.each([
    ['[out#0 @ 0x5] [error] Error writing trailer: No space left on device', 'no_space'],
    ['[error] file:x: Cannot allocate memory', 'limit_exceeded:memory'],
    [
      '[mov @ 0x5] [error] Number of streams exceeds max_streams parameter (16), see the documentation',
      'limit_exceeded:streams',
    ],
    ["[hls @ 0x5] [error] Format not on whitelist 'wav'", 'unsupported_container'],
    ["[cook @ 0x5] [error] Codec (cook) not on whitelist 'mp3'", 'unsupported_codec'],
  ])('is explained by the words before it: %s', (line, code) => {
    expect(codeOf({ code: 1 }, line)).toBe(code)
  })
})
