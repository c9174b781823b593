import { once } from 'node:events'
import http, { IncomingMessage } from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'

/** How long one request may take, in milliseconds. */
const REQUEST_MS = 10_000

type Sending = { method: string; headers: Record<string, string>; body: Buffer; ca: string | undefined }

/** One request on a line of its own. `fetch` cannot be told whom to trust. */
export async function send(
  url: URL,
  { body, ca, ...rest }: Sending,
): Promise<{ status: number; text: string }> {
  const options = { ...rest, agent: false, signal: AbortSignal.timeout(REQUEST_MS) }
  const request =
    url.protocol === 'https:' ? https.request(url, { ...options, ca }) : http.request(url, options)
  request.end(body)
  const [answer] = await once(request, 'response')
  if (!(answer instanceof IncomingMessage)) throw new TypeError('an answer is a message')
  return { status: answer.statusCode ?? 0, text: await text(answer) }
}
