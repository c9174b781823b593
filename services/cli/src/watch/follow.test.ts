import type { ServerResponse } from 'node:http'
import { encode } from '@soundmill/events'
import { exampleOf, newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { createApi } from '../api/api.ts'
import { plain } from '../terminal/screen.ts'
import { serve } from '../testing/serve.ts'
import { follow } from './follow.ts'
import { watchOnScreen } from './watch-on-screen.ts'

const accepted = {
  episode: '018f6e2a-0000-7000-8000-000000000001',
  job: '018f6e2a-0000-7000-8000-000000000002',
  position: '1-2',
}
const scene = { ...newScene(), episode: accepted.episode, job: accepted.job }
const { signal } = new AbortController()

const fact = (name: 'started' | 'finished', id: string) =>
  `event: ${name}\nid: ${id}\ndata: ${new TextDecoder().decode(encode(exampleOf(name, scene)))}\n\n`

const job = (state: string, more = {}) =>
  JSON.stringify({
    ...{ id: accepted.job, episode: accepted.episode, state, ...more },
    ...{ attempts: [], inspections: [], findings: [], artifacts: [] },
  })

function watching() {
  const lines: string[] = []
  return { lines, audience: watchOnScreen(plain((line) => lines.push(line))), signal }
}

describe('following a job', () => {
  it('shows its facts and its progress, goes on where the stream broke off, and ends with the answer', async () => {
    const behind: unknown[] = []
    let tellSeen = () => {}
    const seen = new Promise<void>((resolve) => {
      tellSeen = resolve
    })
    const streams = [
      `${fact('started', '1-3')}: beat\n\nevent: progress\ndata: {"step":"decode","percent":50}\n\n`,
      fact('finished', '1-4'),
    ]
    // Not seen yet, then still waiting when the time was up, then a line that breaks, then ended.
    const answers: ((response: ServerResponse) => unknown)[] = [
      (response) => response.writeHead(404).end('{}'),
      (response) => response.end(job('running')),
      (response) => response.destroy(),
      (response) => seen.then(() => response.end(job('finished', { outcome: 'succeeded' }))),
    ]
    const url = await serve((request, response) => {
      if (!request.url?.endsWith('/events?until=finished')) {
        expect(request.url).toContain(`/jobs/${accepted.job}?wait=finished`)
        expect(request.url).toContain('position=1-2')
        return void answers.shift()?.(response)
      }
      behind.push(request.headers['last-event-id'])
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(streams.shift(), () => streams.length === 0 && tellSeen())
    })
    const { lines, ...watcher } = watching()
    const ended = await follow(createApi(url), accepted, watcher)
    expect(ended.kind === 'job' && ended.answer.value.outcome).toBe('succeeded')
    expect(behind.slice(0, 2)).toEqual([undefined, '1-3'])
    expect(lines).toEqual(['started', expect.stringMatching(/^decode +50 %$/), 'finished       succeeded'])
  })

  it('leaves out what earlier jobs did, and says once that the line is broken', async () => {
    const answers: ((response: ServerResponse) => unknown)[] = [
      (response) => response.writeHead(503).end('{"status":503,"code":"store_unavailable"}'),
      (response) => response.writeHead(503).end('{"status":503,"code":"store_unavailable"}'),
    ]
    const earlier = new TextDecoder().decode(encode(exampleOf('started', newScene())))
    const url = await serve((request, response) => {
      if (!request.url?.includes('/events')) {
        const answer = answers.shift()
        return void (answer ? answer(response) : response.end(job('finished', { outcome: 'succeeded' })))
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`event: started\nid: 1-1\ndata: ${earlier}\n\n${fact('finished', '1-4')}`)
    })
    const broken: string[] = []
    const { lines, ...watcher } = watching()
    await follow(createApi(url), accepted, { ...watcher, onBroken: ({ message }) => broken.push(message) })
    expect(lines[0]).toBe('finished       succeeded')
    expect(broken).toEqual(['store_unavailable'])
  })

  it('ends with the answer that waits, whatever the stream does', async () => {
    const url = await serve((request, response) => {
      if (request.url?.includes('/events')) response.destroy()
      else response.end(job('finished', { outcome: 'failed', code: 'stalled' }))
    })
    const ended = await follow(createApi(url), accepted, watching())
    expect(ended.kind === 'job' && ended.answer.value.code).toBe('stalled')
  })

  it('ends when the episode is deleted', async () => {
    const problem = JSON.stringify({ status: 410, code: 'gone', detail: 'this episode was deleted' })
    const url = await serve((_request, response) => response.writeHead(410).end(problem))
    const ended = await follow(createApi(url), accepted, watching())
    expect(ended).toEqual({ kind: 'deleted', reason: 'this episode was deleted' })
  })
})
