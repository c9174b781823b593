import { FORMATS } from '@soundmill/audio'
import { describe, expect, it } from 'vitest'
import { mistakesOf } from '../testing/mistakes-of.ts'
import { mergeQuery } from './merge-query.ts'
import { readSpec } from './read-spec.ts'
import { resolveSpec } from './resolve-spec.ts'

describe('a spec that says nothing', () => {
  it('is the preset podcast', () => {
    expect(resolveSpec(readSpec({}))).toEqual({
      preset: 'podcast',
      loudness: { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 },
      renditions: [
        { format: 'mp3', bitrateKbps: 128 },
        { format: 'm4a', bitrateKbps: 128 },
        { format: 'opus', bitrateKbps: 96 },
      ],
      waveform: { samplesPerPixel: 256, bits: 8 },
      metadata: {},
    })
  })
})

describe('a loudness target', () => {
  it.each([
    ['apple', -16, -1],
    ['spotify', -14, -1],
    ['ebu-r128', -23, -1],
    ['atsc-a85', -24, -2],
    ['aes-td1008', -18, -1],
  ])('named %s is %d LUFS and %d dBTP', (target, integratedLufs, truePeakDbtp) => {
    const { loudness } = resolveSpec(readSpec({ loudness: { target } }))
    expect(loudness).toEqual({ integratedLufs, truePeakDbtp, toleranceLu: 0.5 })
  })

  it('may be numbers, and those left out are the usual ones', () => {
    const { loudness } = resolveSpec(readSpec({ loudness: { target: { integratedLufs: -19 } } }))
    expect(loudness).toEqual({ integratedLufs: -19, truePeakDbtp: -1, toleranceLu: 0.5 })
  })

  it.each([
    [{ integratedLufs: -32 }, 'spec/loudness/target/integratedLufs', 'from -31 to -9 LUFS'],
    [{ integratedLufs: '-16' }, 'spec/loudness/target/integratedLufs', 'from -31 to -9 LUFS'],
    [{ truePeakDbtp: 0 }, 'spec/loudness/target/truePeakDbtp', 'from -9 to -0.5 dBTP'],
    [{ toleranceLu: 0 }, 'spec/loudness/target/toleranceLu', 'from 0.1 to 2 LU'],
    [{ lufs: -16 }, 'spec/loudness/target', 'lufs'],
    ['loud', 'spec/loudness/target', 'apple, spotify'],
  ])('of %j is refused where it is wrong', (target, path, named) => {
    expect(mistakesOf({ loudness: { target } })).toEqual([{ path, message: expect.stringContaining(named) }])
  })
})

describe('renditions', () => {
  it('get the bitrate that suits speech when none is named', () => {
    const { renditions } = resolveSpec(
      readSpec({ renditions: [{ format: 'opus' }, { format: 'mp3', bitrateKbps: 192 }] }),
    )
    expect(renditions).toEqual([
      { format: 'opus', bitrateKbps: FORMATS.opus.defaultBitrateKbps },
      { format: 'mp3', bitrateKbps: 192 },
    ])
  })

  it.each([
    [[], 'spec/renditions', 'at least one'],
    [[{ format: 'wma' }], 'spec/renditions/0/format', 'mp3'],
    [[{ format: 'mp3' }, { format: 'mp3' }], 'spec/renditions/1/format', 'twice'],
    [[{ format: 'mp3', bitrateKbps: 100 }], 'spec/renditions/0/bitrateKbps', '128'],
    [[{ format: 'mp3', bitrateKbps: 128.5 }], 'spec/renditions/0/bitrateKbps', 'whole'],
    [[{ format: 'mp3', quality: 1 }], 'spec/renditions/0', 'quality'],
    [[{ format: 'mp3', bitrateKbps: 128, vbrQuality: 2 }], 'spec/renditions/0/vbrQuality', 'either'],
    [[{ format: 'mp3', vbrQuality: 10 }], 'spec/renditions/0/vbrQuality', '0 (best) to 9'],
    [[{ format: 'flac', bitrateKbps: 128 }], 'spec/renditions/0/bitrateKbps', 'lossless'],
    [[{ format: 'opus', sampleRateHz: 44_100 }], 'spec/renditions/0/sampleRateHz', '48000'],
    [[{ format: 'mp3', bitDepth: 16 }], 'spec/renditions/0/bitDepth', 'no bit depth'],
    [[{ format: 'wav', channels: '5.1' }], 'spec/renditions/0/channels', 'mono or stereo'],
  ])('%j are refused where they are wrong', (renditions, path, named) => {
    expect(mistakesOf({ renditions })).toEqual([{ path, message: expect.stringContaining(named) }])
  })
})

describe('metadata', () => {
  it.each([
    [{ title: 'a\nb' }, 'spec/metadata/title'],
    [{ title: '\u0000' }, 'spec/metadata/title'],
    [{ title: '\ud800' }, 'spec/metadata/title'],
    [{ title: '' }, 'spec/metadata/title'],
    [{ title: 'x'.repeat(256) }, 'spec/metadata/title'],
    [{ description: 'x'.repeat(4001) }, 'spec/metadata/description'],
    [{ description: 'a\u001bb' }, 'spec/metadata/description'],
    [{ publishedAt: 'yesterday' }, 'spec/metadata/publishedAt'],
    [{ publishedAt: '2026-02-30' }, 'spec/metadata/publishedAt'],
    [{ season: -1 }, 'spec/metadata/season'],
    [{ number: 1.5 }, 'spec/metadata/number'],
    [{ language: 'not a tag' }, 'spec/metadata/language'],
  ])('%j is refused', (metadata, path) => {
    expect(mistakesOf({ metadata })).toEqual([{ path, message: expect.any(String) }])
  })

  it('is kept as it was sent', () => {
    const metadata = {
      title: 'Größe 🎙',
      description: 'Zeile 1\r\nZeile 2\tmit Tab',
      publishedAt: '2026-03-01T09:00:00+01:00',
      season: 1,
      number: 12,
      language: 'de-AT',
    }
    expect(resolveSpec(readSpec({ metadata })).metadata).toEqual(metadata)
  })
})

describe('what is not there yet, or never will be', () => {
  it.each([
    [{ assembly: { segments: [] } }, 'spec/assembly', 'not supported yet'],
    [{ lane: 'fast' }, 'spec/lane', 'must be one of normal, urgent'],
    [{ preset: 'vinyl' }, 'spec/preset', 'unknown preset "vinyl"'],
    [{ show: 'My Show' }, 'spec/show', 'slug'],
    [{ waveform: { bits: 12 } }, 'spec/waveform/bits', '8 or 16'],
    [{ waveform: { samplesPerPixel: 63 } }, 'spec/waveform/samplesPerPixel', '64 to 65536'],
    [{ colour: 'red', Show: 'a' }, 'spec', '"colour", "Show"'],
    [JSON.parse('{"__proto__": {"show": "a"}}'), 'spec', '__proto__'],
    [[], 'spec', 'object'],
    [null, 'spec', 'object'],
  ])('%j is refused by name', (spec, path, named) => {
    expect(mistakesOf(spec)).toEqual([{ path, message: expect.stringContaining(named) }])
  })

  it('is named all at once', () => {
    expect(mistakesOf({ lane: 'x', preset: 'x', waveform: { bits: 1 } })).toHaveLength(3)
  })
})

describe('query and spec', () => {
  it('add up', () => {
    expect(mergeQuery({ show: 'a' }, { preset: 'podcast' })).toEqual({ show: 'a', preset: 'podcast' })
    expect(mergeQuery({ filename: 'x' })).toEqual({})
  })

  it('may not both say the same thing, even when they agree', () => {
    expect(() => mergeQuery({ show: 'a', preset: 'podcast' }, { show: 'a', preset: 'podcast' })).toThrow(
      /query\/show.*query\/preset/,
    )
  })
})
