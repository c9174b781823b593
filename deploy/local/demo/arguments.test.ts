import { directoriesFor } from '@soundmill/cli/terminal'
import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

describe('the arguments of the demo', () => {
  it('are files and wishes, in any order', () => {
    expect(parseArguments([])).toEqual({ files: [], keep: false, json: false, help: false })
    expect(parseArguments(['a.wav', '--keep', 'b.mp3', '--', '--json'])).toEqual({
      files: ['a.wav', 'b.mp3', '--json'],
      keep: true,
      json: false,
      help: false,
    })
  })

  it('are refused when they are not understood', () => {
    expect(() => parseArguments(['--loud'])).toThrow("Unknown option '--loud'")
  })

  it('may name files of one name, which get a directory each', () => {
    const directories = directoriesFor(['/a/x.wav', '/b/x.wav', '/c/y.wav', '/d/x.wav'], '/out')
    expect(directories).toEqual(['/out/x.wav', '/out/x.wav-2', '/out/y.wav', '/out/x.wav-3'])
  })
})
