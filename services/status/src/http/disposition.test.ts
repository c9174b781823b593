import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachment, downloadName } from './disposition.ts'

describe('the name under which a file is saved', () => {
  it.each([
    ['a.mp3', `attachment; filename="a.mp3"; filename*=UTF-8''a.mp3`],
    ['Käse – 1.mp3', `attachment; filename="Kase _ 1.mp3"; filename*=UTF-8''K%C3%A4se%20%E2%80%93%201.mp3`],
    [
      `it's "50%" (new)*.mp3`,
      `attachment; filename="it's _50__ (new)*.mp3"; filename*=UTF-8''it%27s%20%2250%25%22%20%28new%29%2A.mp3`,
    ],
    ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    [
      'a\r\nSet-Cookie: b=1',
      `attachment; filename="aSet-Cookie: b=1"; filename*=UTF-8''aSet-Cookie%3A%20b%3D1`,
    ],
    ['cod\u202E3pm.exe', `attachment; filename="cod3pm.exe"; filename*=UTF-8''cod3pm.exe`],
    ['a\uff02\uff3c', `attachment; filename="a__"; filename*=UTF-8''a%EF%BC%82%EF%BC%BC`],
    ['\ud800', `attachment; filename="download"; filename*=UTF-8''download`],
  ])('%j is said as %s', (name, header) => expect(attachment(name)).toBe(header))

  it('is a header that ends where it should, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(attachment(name)).toMatch(
          /^attachment; filename="[^"\\%\r\n]*"; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/,
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['episode.mp3', 'Folge 12.wav', 'Folge 12.mp3'],
    ['waveform.json', 'Folge 12.wav', 'Folge 12.waveform.json'],
    ['episode.mp3', 'no extension', 'no extension.mp3'],
    ['episode.mp3', '.hidden', '.hidden.mp3'],
    ['episode.mp3', undefined, 'episode.mp3'],
  ])('%s of %s is %s', (artifact, source, expected) => expect(downloadName(artifact, source)).toBe(expected))
})
