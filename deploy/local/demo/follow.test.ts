import { encode } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { plain } from '../terminal/screen.ts'
import { follow } from './follow.ts'
import { serve } from './testing/serve.ts'

const accepted = {
  episode: '018f6e2a-0000-7000-8000-000000000001',
  job: '018f6e2a-0000-7000-8000-000000000002',
  position: '1-2',
}
const { signal } = new AbortController()

const fact = (name: 'started' | 'finished') =>
  `event: ${name}\nid: 1-3\ndata: ${new TextDecoder().decode(encode(exampleOf(name)))}\n\n`

describe('following an episode', () => {
  it('shows its facts and its progress, and ends with what it came to', async () => {
    let asked = 0
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`${fact('started')}: beat\n\n`)
        response.end(`event: progress\ndata: {"step":"decode","percent":50}\n\n${fact('finished')}`)
        return
      }
      expect(request.url).toContain(`/v1/episodes/${accepted.episode}?wait=finished`)
      expect(request.url).toContain('position=1-2')
      asked += 1
      // Not seen yet, then still waiting when the time was up, then ended.
      if (asked === 1) response.writeHead(404).end('{}')
      else response.end(JSON.stringify({ state: asked === 2 ? 'running' : 'finished' }))
    })
    const lines: string[] = []
    const episode = await follow(url, accepted, { screen: plain((line) => lines.push(line)), signal })
    expect(episode.state).toBe('finished')
    expect(lines).toEqual(['started', expect.stringMatching(/^decode +50 %$/), 'finished       succeeded'])
  })

  it('ends with the answer that waits when the stream breaks off', async () => {
    const url = await serve((request, response) => {
      if (request.url?.endsWith('/events')) response.destroy()
      else response.end(JSON.stringify({ state: 'finished', latest: { outcome: 'failed', code: 'stalled' } }))
    })
    const episode = await follow(url, accepted, { screen: plain(() => {}), signal })
    expect(episode.latest?.code).toBe('stalled')
  })
})
