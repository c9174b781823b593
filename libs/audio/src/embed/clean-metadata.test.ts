import { describe, expect, it } from 'vitest'
import { cleanMetadata } from './clean-metadata.ts'
import { languageCode } from './language-code.ts'

const cleanUrl = (url: string) =>
  cleanMetadata({ tags: {}, chapters: [{ startSeconds: 0, title: 'x', url }] }).chapters[0]?.url

describe('metadata that was cleaned', () => {
  it('leaves out what is empty or no number to write', () => {
    const tags = {
      title: ' \0 ',
      artist: '',
      season: 0,
      number: 1.5,
      publishedAt: 'soon',
      language: 'x-none',
    }
    expect(cleanMetadata({ tags, chapters: [] }).tags).toEqual({})
  })

  it('has the day of publishing, as its publisher counts days', () => {
    const tags = { publishedAt: '2026-11-24T23:30:00-05:00' }
    expect(cleanMetadata({ tags, chapters: [] }).tags.date).toBe('2026-11-24')
  })

  it('has addresses in ASCII, and only those of the web', () => {
    expect(cleanUrl('https://bücher.example/ö?q=ä')).toBe('https://xn--bcher-kva.example/%C3%B6?q=%C3%A4')
    expect(cleanUrl('javascript:alert(1)')).toBeUndefined()
    expect(cleanUrl('file:///etc/passwd')).toBeUndefined()
    expect(cleanUrl('no address')).toBeUndefined()
    expect(cleanUrl(`https://example.org/${'x'.repeat(2048)}`)).toBeUndefined()
  })

  it('names languages with three letters', () => {
    const codes = ['de-AT', 'en', 'pt-BR', 'zh-Hant', 'gsw', 'EN-us', 'xx', 'english', ''].map(languageCode)
    expect(codes).toEqual(['deu', 'eng', 'por', 'zho', 'gsw', 'eng', undefined, undefined, undefined])
  })
})
