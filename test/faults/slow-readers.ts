import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'

/** One server-sent event: only what a follower goes by. */
const ID = /^id: (.+)$/gm

/** A client that asks for a stream, and then reads nothing of it. */
export type SlowReader = {
  /** Reads what is left until the connection ends, and resolves to the ids of all whole events. */
  ids(): Promise<string[]>
  leave(): void
}

export async function openSlowReader(url: string): Promise<SlowReader> {
  const request = get(url, { agent: false })
  request.on('error', () => undefined)
  const [response]: IncomingMessage[] = await once(request, 'response')
  if (response?.statusCode !== 200) throw new Error(`${url}: ${response?.statusCode}`)
  response.on('error', () => undefined)
  return {
    async ids() {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      await new Promise<void>((resolve) => response.once('close', resolve))
      const whole = text.slice(0, text.lastIndexOf('\n\n') + 1)
      return Array.from(whole.matchAll(ID), ([, id = '']) => id)
    },
    leave: () => void request.destroy(),
  }
}

/** Reads a stream as it comes, and notes when. `heard` has the time of each id, on the clock of `performance.now()`. */
export async function openReader(url: string, lastEventId?: string) {
  const heard = new Map<string, number>()
  let repeated = 0
  const end = new AbortController()
  const headers = new Headers(lastEventId === undefined ? [] : [['last-event-id', lastEventId]])
  const response = await fetch(url, { headers, signal: end.signal })
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`)

  function hear(block: string) {
    if (!block.includes('\ndata: ')) return
    for (const [, id = ''] of block.matchAll(ID)) {
      if (heard.has(id)) repeated += 1
      heard.set(id, performance.now())
    }
  }

  async function read(text: ReadableStream<string>) {
    let rest = ''
    for await (const part of text) {
      const blocks = (rest + part).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) hear(block)
    }
  }

  read(response.body.pipeThrough(new TextDecoderStream())).catch(() => undefined)
  return { heard, repeated: () => repeated, leave: () => end.abort() }
}
