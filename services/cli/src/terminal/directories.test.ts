import { describe, expect, it } from 'vitest'
import { directoriesFor, shortPath } from './directories.ts'

describe('a path for people', () => {
  it('is from here when it is below, here itself is a dot, and everything else is in full', () => {
    const cwd = process.cwd()
    expect([`${cwd}/a/b`, cwd, '/elsewhere'].map(shortPath)).toEqual(['a/b', '.', '/elsewhere'])
  })
})

describe('directories for several files', () => {
  it('are named after them, and never the same', () => {
    const paths = ['/x/a.wav', '/y/a.wav', '/y/b.wav']
    expect(directoriesFor(paths, 'out')).toEqual(['out/a.wav', 'out/a.wav-2', 'out/b.wav'])
  })
})
