import { describe, expect, it } from 'vitest'
import { layOver } from './lay-over.ts'
import { PartialSpec } from './partial-spec.ts'
import { resolveSpec } from './resolve-spec.ts'

const was = resolveSpec({
  preset: 'podcast',
  loudness: { target: 'spotify' },
  renditions: [{ format: 'flac' }],
  waveform: { bits: 16 },
  metadata: { title: 'One', artist: 'Ann', season: 2 },
  chapters: [{ startSeconds: 0, title: 'Start' }],
  preview: { seconds: 30 },
  feed: { baseUrl: 'https://example.org/12/' },
})

const over = (asked: unknown) => layOver(was, PartialSpec.parse(asked))

describe('a partial spec', () => {
  it('that is empty changes nothing', () => expect(over({})).toEqual(was))

  it('replaces the members it names, as if they had been named in the submit', () => {
    expect(over({ loudness: { target: { integratedLufs: -18 } } })).toEqual({
      ...was,
      loudness: resolveSpec({ loudness: { target: { integratedLufs: -18 } } }).loudness,
    })
    expect(over({ renditions: [{ format: 'mp3' }] }).renditions).toEqual([
      { format: 'mp3', bitrateKbps: 128 },
    ])
    expect(over({ chapters: [] }).chapters).toEqual([])
    expect(over({ feed: {} }).feed).toEqual({})
  })

  it('changes metadata one by one; null takes one away', () => {
    expect(over({ metadata: { title: 'Two', artist: null, genre: 'News' } }).metadata).toEqual({
      title: 'Two',
      season: 2,
      genre: 'News',
    })
  })

  it('with a preset takes its loudness, renditions and waveform, but for those it names', () => {
    const { loudness, renditions, waveform } = resolveSpec({ preset: 'archive' })
    expect(over({ preset: 'archive' })).toEqual({
      ...was,
      preset: 'archive',
      loudness,
      renditions,
      waveform,
    })
    expect(over({ preset: 'archive', renditions: [{ format: 'opus' }] })).toMatchObject({
      preset: 'archive',
      loudness,
      renditions: [{ format: 'opus', bitrateKbps: 96 }],
    })
  })

  it('with null asks for no chapters, no preview and no feed', () => {
    const bare = over({ chapters: null, preview: null, feed: null })
    const { chapters: _, preview: __, feed: ___, ...rest } = was
    expect(JSON.parse(JSON.stringify(bare))).toEqual(rest)
  })

  it('may be laid over what a preset of another release asked for', () => {
    const foreign = { ...was, preset: 'of-tomorrow' }
    expect(layOver(foreign, {})).toEqual(foreign)
    expect(layOver(foreign, { loudness: {} }).loudness).toEqual(resolveSpec({}).loudness)
  })
})
