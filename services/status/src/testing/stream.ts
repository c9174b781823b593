import { until } from '@soundmill/test-support'
import { onTestFinished } from 'vitest'

/** One server-sent event. */
export type Frame = { id?: string; event?: string; data: string }

/** A client of server-sent events that keeps what it heard. Hangs up when the test ends. */
export async function listenTo(url: string, headers: Record<string, string> = {}) {
  const hangUp = new AbortController()
  onTestFinished(() => hangUp.abort())
  const answer = await fetch(url, { headers, signal: hangUp.signal })
  if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`)
  const all: Frame[] = []
  let comments = 0

  function take(block: string) {
    const lines = block.split('\n')
    const member = (name: string) =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
    if (lines.some((line) => line.startsWith(':'))) comments += 1
    const [data, id, event] = [member('data'), member('id'), member('event')]
    if (data === undefined) return
    all.push({ ...(id !== undefined && { id }), ...(event !== undefined && { event }), data })
  }

  async function read(body: ReadableStream<Uint8Array>) {
    let rest = ''
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }

  const end = read(answer.body)
  end.catch(() => undefined)
  return {
    headers: answer.headers,
    hangUp: () => hangUp.abort(),
    /** Everything heard so far but comments. */
    all,
    comments: () => comments,
    /** Resolves when the server ended the stream, rejects when it was cut. */
    end,
    /** What was heard once it has this many facts; rejects when it does not get them, or gets more. */
    async facts(count: number): Promise<Frame[]> {
      const facts = () => all.filter(({ event }) => event !== 'progress')
      await until(() => facts().length >= count, { what: `${count} facts` })
      if (facts().length > count) throw new Error(`${facts().length} facts instead of ${count}`)
      return facts()
    },
  }
}
