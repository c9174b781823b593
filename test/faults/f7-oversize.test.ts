import { isFailureCode } from '@soundmill/events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkPromises } from './checker.ts'
import type { Accepted } from './client.ts'
import { chaptersFile, longestMetadata, mp3WithTags, padded, wavWithComment } from './oversize.ts'
import { type Recording, recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const Body = z.object({ episode: z.uuid(), job: z.uuid(), announced: z.boolean() })
const Problem = z.object({ code: z.string(), detail: z.string(), traceId: z.string() })

const KIB = 1024
const MB = 1_000_000
const SPEC = { renditions: [{ format: 'flac' }] }
const small = recording(100 * KIB)

type Parts = Array<[name: string, value: string]>
type Sent = {
  parts?: Parts
  audio?: Recording
  filename?: string
  headers?: Record<string, string>
  query?: string
}

const spec = (more: object = {}, bytes?: number): [string, string] => {
  const whole = { ...SPEC, ...more }
  return ['spec', bytes ? padded(whole, bytes) : JSON.stringify(whole)]
}

describe.skipIf(serversAreMissing)('F7: oversize metadata', () => {
  let world: FaultWorld
  const everything: Accepted[] = []
  beforeAll(async () => {
    world = await openFaultWorld()
  })
  afterAll(() => world?.close())

  function post({ parts = [spec()], audio = small, filename = 'a.wav', headers = {}, query = '' }: Sent) {
    const form = new FormData()
    for (const [name, value] of parts) form.append(name, value)
    form.append('audio', new Blob([audio.bytes]), filename)
    return fetch(`${world.ingest.url}/v1/episodes${query}`, { method: 'POST', body: form, headers })
  }

  /** Answered with 201; what the log says of it. */
  async function taken(sent: Sent) {
    const response = await post(sent)
    const text = await response.text()
    expect({ status: response.status, text }).toMatchObject({ status: 201 })
    const accepted = { ...Body.parse(JSON.parse(text)), sha256: (sent.audio ?? small).sha256 }
    everything.push(accepted)
    const [submitted] = await world.behind.factsOf('submitted', accepted)
    return { accepted, filename: submitted?.data.sources[0]?.filename }
  }

  /** Taken, and processed to its one outcome. */
  async function outcomeOf(sent: Sent) {
    const { accepted } = await taken(sent)
    expect(await checkPromises(world, [accepted])).toEqual([])
    const [finished] = await world.behind.factsOf('finished', accepted)
    return finished?.data
  }

  /** Refused in words; the next upload is served. */
  async function refusalOf(sent: Sent) {
    const response = await post(sent)
    const { code, detail } = Problem.parse(await response.json())
    return { status: response.status, code, detail }
  }

  describe('in the recording', () => {
    it.each([
      ['ten megabytes of comment in a WAV file', async () => wavWithComment(10 * MB)],
      ['ten megabytes of title and artist in an MP3 file', () => mp3WithTags(10 * MB, 'Käse ')],
    ])('%s do not keep it from being made an episode', async (_, make) => {
      expect(await outcomeOf({ audio: await make() })).toMatchObject({ outcome: 'succeeded' })
    })

    it('ten megabytes of a script whose bytes ffmpeg may take for audio have one outcome, with a code of ours', async () => {
      const data = await outcomeOf({ audio: await mp3WithTags(10 * MB, '第十二集') })
      const isOurs = data?.outcome === 'succeeded' || (data?.outcome === 'failed' && isFailureCode(data.code))
      expect({ data, isOurs }).toMatchObject({ isOurs: true })
    })
  })

  describe('in the spec', () => {
    it('the longest texts there may be, in a spec as long as it may be, are taken', async () => {
      const parts: Parts = [spec({ metadata: longestMetadata }, 64 * KIB)]
      expect(await outcomeOf({ parts })).toMatchObject({ outcome: 'succeeded' })
    })

    it('a byte or a letter more is refused, and named', async () => {
      const long = await refusalOf({ parts: [spec({ metadata: longestMetadata }, 64 * KIB + 1)] })
      expect(long).toMatchObject({ status: 400, code: 'invalid_spec' })
      const title = await refusalOf({ parts: [spec({ metadata: { title: 'x'.repeat(256) } })] })
      expect(title).toMatchObject({
        status: 400,
        code: 'invalid_spec',
        detail: expect.stringContaining('255'),
      })
    })
  })

  describe('in the chapters', () => {
    it('a thousand, far more than an event can hold, are taken', async () => {
      const chapters = chaptersFile(1_000, 120)
      expect(Buffer.byteLength(chapters)).toBeGreaterThan(128 * KIB)
      expect(await outcomeOf({ parts: [spec(), ['chapters', chapters]] })).toMatchObject({
        outcome: 'succeeded',
      })
    })

    it('one more, or a file too long, is refused', async () => {
      for (const chapters of [chaptersFile(1_001, 10), chaptersFile(1_000, 2_000)]) {
        const refused = await refusalOf({ parts: [spec(), ['chapters', chapters]] })
        expect(refused).toMatchObject({ status: 400, code: 'invalid_spec' })
      }
    })
  })

  describe('in the name of the file', () => {
    it.each([
      ['Latin', 'ÄÖÜß'],
      ['Greek', 'ΩΨΦ'],
      ['Arabic', 'حلقة'],
      ['Devanagari', 'हिन्दी'],
      ['Thai', 'ตอนที่'],
      ['Chinese', '第十二集'],
      ['emoji', '🎙️🎧'],
      ['stacked accents', 'z\u0301\u0302\u0303\u0304'],
    ])('as long as it may be in %s is kept, whole', async (_, letters) => {
      const filename = letters
        .repeat(255)
        .slice(0, 254)
        .replace(/\p{Cs}$/u, '')
      expect((await taken({ filename })).filename).toBe(filename)
    })

    it('more are cut, between letters', async () => {
      expect((await taken({ filename: '🎙'.repeat(2_000) })).filename).toBe('🎙'.repeat(127))
      expect((await taken({ filename: 'x'.repeat(50_000) })).filename).toBe('x'.repeat(255))
    })
  })

  describe('around it', () => {
    const many = (count: number, length: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'x'.repeat(length)]))

    it.each<[string, Sent, number, string]>([
      ['headers of 20 KB', { headers: many(200, 100) }, 431, 'headers_too_large'],
      ['one header of 20 KB', { headers: many(1, 20_000) }, 431, 'headers_too_large'],
      ['a query of 20 KB', { query: `?show=${'x'.repeat(20_000)}` }, 431, 'headers_too_large'],
      ['a show of a thousand letters', { query: `?show=${'x'.repeat(1_000)}` }, 400, 'invalid_request'],
      [
        'ten thousand fields',
        { parts: Array.from({ length: 10_000 }, (_, at) => [`field-${at}`, 'x']) },
        400,
        'malformed_multipart',
      ],
      ['a field of a megabyte', { parts: [['colour', 'x'.repeat(MB)]] }, 400, 'malformed_multipart'],
      ['a field with a name of 50 KB', { parts: [['x'.repeat(50_000), 'x']] }, 400, 'malformed_multipart'],
      [
        'a key of a thousand letters',
        { headers: { 'idempotency-key': 'k'.repeat(1_000) } },
        400,
        'invalid_idempotency_key',
      ],
    ])('%s: refused in words', async (_, sent, status, code) => {
      expect(await refusalOf(sent)).toMatchObject({ status, code })
    })
  })

  it('and after all of it each has one outcome, and nothing else is stored or said', async () => {
    expect(await world.behind.factsOf('submitted')).toHaveLength(everything.length)
    expect(await checkPromises(world, everything)).toEqual([])
  })
})
