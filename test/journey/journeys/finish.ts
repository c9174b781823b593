import { createHash } from 'node:crypto'
import { tone } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { type Client, createClient } from '../client.ts'
import { measure } from '../measure.ts'
import { serverSentEvents } from '../sse.ts'
import type { Stack } from '../stacks/stack.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const bytesOf = async (response: Promise<Response>) => new Uint8Array(await (await response).arrayBuffer())

/** The main job: a recording goes in, and comes out finished, measured and proven. */
export function finishJourney(stack: () => Stack) {
  describe('a recording', () => {
    it('comes out finished: every rendition at the target, as the manifest says, playable in part', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 20, channels: 2 }), {
        filename: 'Folge 1 – Käse.wav',
        show: 'my-show',
      })
      const { published, show } = await client.finished(episode)
      const artifacts = published?.artifacts ?? []
      expect(show).toBe('my-show')
      expect(artifacts.map(({ name }) => name)).toEqual([
        'episode.mp3',
        'episode.m4a',
        'episode.opus',
        ...['feed-item.xml', 'report.html', 'report.json', 'waveform.dat', 'waveform.json'],
      ])
      for (const artifact of artifacts) {
        const bytes = await bytesOf(client.download(artifact.url))
        expect([bytes.length, sha256(bytes)]).toEqual([artifact.bytes, artifact.sha256])
        if (artifact.measurements) await expectAtTarget(bytes)
      }
    })

    it('is told of as it happens, and told again from any point', async () => {
      const client = createClient(stack())
      const { episode } = await client.submit(tone({ seconds: 30, seed: 2 }))
      const seen = await factsOf(client, episode)
      const facts = seen.map(({ event }) => event)
      expect(facts.slice(0, 3)).toEqual(['submitted', 'started', 'inspected'])
      expect(facts.filter((fact) => fact === 'rendered')).toHaveLength(8)
      expect(facts.at(-1)).toBe('finished')

      const resumed = await factsOf(client, episode, seen[1]?.id)
      expect(resumed).toEqual(seen.slice(2))
    })

    it('is given back as it came, whole and in part', async () => {
      const client = createClient(stack())
      const original = tone({ seconds: 2, seed: 3 })
      const { episode } = await client.submit(original)
      await client.finished(episode)
      const source = `/v1/episodes/${episode}/source`
      expect(sha256(await bytesOf(client.download(source)))).toBe(sha256(original))
      const part = await client.download(source, { range: 'bytes=10-19' })
      expect(part.status).toBe(206)
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(original.subarray(10, 20)))
    })

    it('shows up in the list of its show, and nobody else in it', async () => {
      const client = createClient(stack())
      const show = `show-${Date.now()}`
      const submitted = []
      for (const seed of [4, 5, 6]) submitted.push(await client.submit(tone({ seconds: 1, seed }), { show }))
      for (const { episode } of submitted) await client.finished(episode)
      const page = JSON.stringify(await client.raw(`/v1/episodes?show=${show}&state=finished`))
      for (const { episode } of submitted) expect(page).toContain(episode)
      expect(page.match(/"show"/g)).toHaveLength(3)
    })
  })
}

async function expectAtTarget(bytes: Uint8Array) {
  const { integratedLufs, truePeakDbtp } = await measure(bytes)
  expect(Math.abs(integratedLufs + 16)).toBeLessThanOrEqual(0.5)
  expect(truePeakDbtp).toBeLessThanOrEqual(-1)
}

async function factsOf(client: Client, episode: string, lastEventId?: string) {
  const seen = []
  const response = await client.events(episode, lastEventId ? { 'last-event-id': lastEventId } : {})
  for await (const { id, event, data } of serverSentEvents(response)) if (id) seen.push({ id, event, data })
  return seen
}
