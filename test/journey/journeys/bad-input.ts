import { head, openWire } from '@soundmill/ingest/testing/wire'
import { tone, until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client.ts'
import type { Stack } from '../stacks/stack.ts'

const HTML = '<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>'
const HLS = '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'

/** What cannot become an episode is said at once, with what to do about it. */
export function badInputJourney(stack: () => Stack) {
  describe('a file that is no recording', () => {
    it.each([
      ['a text file named .mp3', 'This is not audio at all. '.repeat(100), 415, 'not_audio'],
      ['an HTML page', HTML, 415, 'not_audio'],
      ['an HLS playlist named .mp3', HLS, 415, 'not_audio'],
      ['an empty file', '', 422, 'empty_input'],
    ])('is refused at once: %s', async (_, body, status, code) => {
      const client = createClient(stack())
      const response = await client.post(body, { filename: 'talk.mp3' })
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(await client.problemOf(response)).toMatchObject({ code, status })
    })

    it('fails its job once, with a code and a reason, when only decoding shows it', async () => {
      const client = createClient(stack())
      const broken = tone({ seconds: 1 }).subarray(0, 44)
      const { episode } = await client.submit(broken)
      const { latest } = await client.finished(episode)
      expect(latest).toMatchObject({
        outcome: 'failed',
        code: expect.stringMatching(/^(empty|truncated|corrupt)_input$/),
      })
      expect(latest.reason).toBeTruthy()
      const timeline = await client.timeline(episode)
      expect(timeline.filter(({ fact }) => fact === 'started' || fact === 'attempt-failed')).toHaveLength(1)
    })
  })

  describe('a request that is wrong', () => {
    it('is told what is wrong, by name', async () => {
      const { commands } = stack()
      const form = new FormData()
      form.set('spec', JSON.stringify({ loudnes: { target: 'apple' }, renditions: [{ format: 'wma' }] }))
      form.set('audio', new Blob([new Uint8Array(tone({ seconds: 1 }))]), 'a.wav')
      const response = await fetch(`${commands}/v1/episodes`, { method: 'POST', body: form })
      expect(response.status).toBe(400)
      const text = await response.text()
      expect(text).toContain('invalid_spec')
      expect(text).toContain('loudnes')
      expect(text).toContain('renditions')
    })

    it('is told so though the client still owes the rest of the body, and has fallen silent', async () => {
      const wire = await openWire(stack().commands)
      await wire.send(head({ 'idempotency-key': 'two words', 'content-length': 60_000_000 }))
      await wire.send(tone({ seconds: 1 }))
      await until(() => wire.heard().includes('invalid_idempotency_key'), { what: 'the refusal' })
      wire.leave()
    })

    it('for an episode that is not there is 404, and a wrong digest is 422 with nothing kept', async () => {
      const client = createClient(stack())
      const missing = await client.download('/v1/episodes/0198c0de-0000-7000-8000-000000000001')
      expect([missing.status, (await client.problemOf(missing)).code]).toEqual([404, 'not_found'])
      const wrong = await client.post(tone({ seconds: 1 }), {
        headers: { 'repr-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` },
      })
      expect([wrong.status, (await client.problemOf(wrong)).code]).toEqual([422, 'digest_mismatch'])
    })
  })
}
