import { describe, expect, it } from 'vitest'
import { mistakesOf } from '../testing/mistakes-of.ts'
import { readSpec } from './read-spec.ts'
import { resolveSpec } from './resolve-spec.ts'

const chapter = (startSeconds: number) => ({ startSeconds, title: `at ${startSeconds}` })

describe('a preset', () => {
  it.each([
    ['podcast-mono', -16, ['mp3 64 mono', 'm4a 64 mono', 'opus 48 mono']],
    ['audiobook-acx', -17.5, ['mp3 192 44100']],
    ['broadcast-ebu', -23, ['wav']],
    ['archive', -23, ['flac']],
  ])('named %s decides what nobody else did', (preset, lufs, files) => {
    const { loudness, renditions } = resolveSpec(readSpec({ preset }))
    expect(loudness.integratedLufs).toBe(lufs)
    expect(renditions.map((rendition) => Object.values(rendition).join(' '))).toEqual(files)
  })

  it('is overruled by what the client names', () => {
    const wish = { preset: 'audiobook-acx', renditions: [{ format: 'flac', bitDepth: 16 }] }
    const { loudness, renditions } = resolveSpec(
      readSpec({ ...wish, loudness: { target: { truePeakDbtp: -4 } } }),
    )
    expect(loudness).toEqual({ integratedLufs: -17.5, truePeakDbtp: -4, toleranceLu: 0.5 })
    expect(renditions).toEqual([{ format: 'flac', bitDepth: 16 }])
  })
})

describe('chapters', () => {
  it('are taken as they are', () => {
    const chapters = [{ startSeconds: 0, title: 'Ünï', url: 'https://example.org/?a=1&b=2' }, chapter(12.5)]
    expect(resolveSpec(readSpec({ chapters })).chapters).toEqual(chapters)
  })

  it('may be none at all, though the recording brings some', () => {
    expect(resolveSpec(readSpec({ chapters: [] })).chapters).toEqual([])
  })

  it.each([
    [[chapter(1)], 'spec/chapters/0/startSeconds', 'must be 0'],
    [[chapter(0), chapter(5), chapter(5)], 'spec/chapters/2/startSeconds', 'later'],
    [[{ startSeconds: 0, title: 'a\nb' }], 'spec/chapters/0/title', 'control'],
    [[{ startSeconds: 0, title: 'a', url: 'javascript:alert(1)' }], 'spec/chapters/0/url', 'http'],
    [Array.from({ length: 1_001 }, (_, at) => chapter(at)), 'spec/chapters', 'at most 1000'],
  ])('%# are refused where they are wrong', (chapters, path, named) => {
    expect(mistakesOf({ chapters })).toEqual([{ path, message: expect.stringContaining(named) }])
  })
})

describe('a waveform, a preview and a feed', () => {
  it('are told what is missing only', () => {
    const wish = {
      waveform: { zooms: [4096] },
      preview: { seconds: 30 },
      feed: { baseUrl: 'https://cdn.example/e1/' },
    }
    expect(resolveSpec(readSpec(wish))).toMatchObject({
      waveform: { samplesPerPixel: 256, bits: 8, zooms: [4096] },
      preview: { seconds: 30 },
      feed: { baseUrl: 'https://cdn.example/e1/' },
    })
  })

  it('name the place of publication as it is written in a feed', () => {
    const { feed } = resolveSpec(readSpec({ feed: { baseUrl: 'HTTPS://cdn.example/my show' } }))
    expect(feed).toEqual({ baseUrl: 'https://cdn.example/my%20show/' })
  })

  it.each([
    [{ waveform: { zooms: [512, 512] } }, 'spec/waveform/zooms/1', 'twice'],
    [{ waveform: { zooms: [256] } }, 'spec/waveform/zooms/0', 'twice'],
    [{ preview: { seconds: 1 } }, 'spec/preview/seconds', 'from 5 to 300'],
    [{ feed: { baseUrl: 'ftp://cdn.example/' } }, 'spec/feed/baseUrl', 'http'],
    [{ feed: { baseUrl: 'https://cdn.example/?episode=1' } }, 'spec/feed/baseUrl', 'without ?'],
  ])('%j are refused where they are wrong', (spec, path, named) => {
    expect(mistakesOf(spec)).toEqual([{ path, message: expect.stringContaining(named) }])
  })
})
