import { describe, expect, it } from 'vitest'
import { blobsOf } from './blobs-of.ts'
import { exampleOf } from './examples.ts'

describe('what a submitted stands on', () => {
  const event = exampleOf('submitted')
  const [source] = event.data.sources
  if (!source) throw new Error('the example has a source')

  it('is its recordings, its cover, and its spec where that is not in the event', () => {
    const second = { ...source, blob: 'source/e/second' }
    const cover = { ...source, blob: 'source/e/upload/cover' }
    const spec = { blob: 'source/e/upload/spec.json', sha256: source.sha256 }
    const all = { ...event, data: { ...event.data, sources: [source, second], cover, spec } }
    expect(blobsOf(all)).toEqual([source.blob, second.blob, cover.blob, spec.blob])
  })

  it('is its recordings alone where there is nothing else', () => {
    const { cover: _, ...data } = event.data
    expect(blobsOf({ ...event, data })).toEqual([source.blob])
  })
})
