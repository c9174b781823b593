import { PRESETS, TARGETS } from '@soundmill/audio'
import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

describe('the arguments of render', () => {
  it('are recordings, and the preset podcast decides the rest', () => {
    const { files, out, json, wishes } = parseArguments(['a.wav', 'b.mp3'])
    expect({ files, out, json }).toEqual({ files: ['a.wav', 'b.mp3'], out: 'render-output', json: false })
    expect(wishes).toMatchObject(PRESETS.podcast)
  })

  it('overrule the preset one by one', () => {
    const { wishes } = parseArguments([
      ...['a.wav', '--preset', 'archive', '--target', 'spotify', '--formats', 'flac:24, mp3:v2,opus:64'],
      ...['--title', 'Ünï', '--preview', '30', '--mono', '--base-url', 'https://example.org/'],
    ])
    expect(wishes.loudness).toEqual(TARGETS.spotify)
    expect(wishes.renditions).toEqual([
      { format: 'flac', bitDepth: 24, channels: 'mono' },
      { format: 'mp3', vbrQuality: 2, channels: 'mono' },
      { format: 'opus', bitrateKbps: 64, channels: 'mono' },
    ])
    expect(wishes).toMatchObject({ metadata: { title: 'Ünï' }, preview: { seconds: 30 } })
    expect(wishes.feed).toEqual({ baseUrl: 'https://example.org/' })
  })

  it('keep the one channel of a preset that is for one', () => {
    const { renditions } = parseArguments(['a.wav', '--preset', 'podcast-mono', '--formats', 'flac']).wishes
    expect(renditions).toEqual([{ format: 'flac', channels: 'mono' }])
  })

  it('may name a loudness of their own', () => {
    for (const target of [['--target=-19.5'], ['--target', '-19.5'], ['--target', '−19.5']]) {
      const { files, wishes } = parseArguments([...target, 'a.wav', '--preset', 'archive'])
      expect(wishes.loudness).toEqual({ ...TARGETS['ebu-r128'], integratedLufs: -19.5 })
      expect(files).toEqual(['a.wav'])
    }
  })

  it('say what the episode is', () => {
    const { metadata } = parseArguments([
      ...['a.wav', '--season', '1', '--number', '12', '--date', '2026-03-01T09:00:00+01:00'],
      ...['--language', 'pt-br', '--genre', 'Talk'],
    ]).wishes
    expect(metadata).toMatchObject({ season: 1, number: 12, publishedAt: '2026-03-01T09:00:00+01:00' })
    expect(metadata).toMatchObject({ language: 'pt-BR', genre: 'Talk' })
  })

  it('name the place of publication in any spelling', () => {
    const { feed } = parseArguments(['a.wav', '--base-url', 'HTTPS://Example.org/Ü']).wishes
    expect(feed).toEqual({ baseUrl: 'https://example.org/%C3%9C/' })
  })

  it.each([
    [[], 'which recording?'],
    [['a.wav', '--preset', 'vinyl'], 'unknown preset vinyl; there are: podcast'],
    [['a.wav', '--formats', 'wma'], 'unknown format wma'],
    [['a.wav', '--formats', 'mp3:100'], 'mp3:100: mp3 is made at 64'],
    [['a.wav', '--formats', 'opus:v2'], 'only mp3'],
    [['a.wav', '--formats', 'flac:20'], '16 or 24 bits'],
    [['a.wav', '--formats', 'mp3,mp3:64'], 'mp3 is asked for twice'],
    [['a.wav', '--target', 'loud'], 'apple, spotify'],
    [['a.wav', '--target=-5'], '-31 to -9 LUFS'],
    [['a.wav', '--target', '--mono'], "'--target' argument is ambiguous"],
    [['a.wav', '--base-url', 'cdn/'], '--base-url is an http or https address'],
    [['a.wav', '--base-url', 'https://a.example/?id=1'], 'without ? and #, not https://a.example/?id=1'],
    [['a.wav', '--season', '1.5'], '--season is a whole number from 1'],
    [['a.wav', '--number=-1'], '--number is a whole number from 1'],
    [['a.wav', '--number', '70000'], 'from 1 to 65535, not 70000'],
    [['a.wav', '--date', '2026-02-30'], '--date is a day, 2026-03-01'],
    [['a.wav', '--date', '1.3.2026'], '--date is a day, 2026-03-01'],
    [['a.wav', '--language', 'en_GB!'], '--language is a BCP 47 tag'],
    [['a.wav', '--preview', '1'], '5 to 300 seconds'],
    [['a.wav', '--fast'], "Unknown option '--fast'"],
  ])('%j are refused where they are wrong', (args, named) => {
    expect(() => parseArguments(args)).toThrow(named)
  })
})
