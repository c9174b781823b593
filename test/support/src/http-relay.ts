import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { PassThrough, type Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Suffered } from './http-faults.ts'
import { slowly, upTo } from './http-tolls.ts'

export type Exchange = {
  client: IncomingMessage
  answer: ServerResponse
  to: { hostname: string; port: number; agent: Agent }
  fault: Suffered | undefined
  /** The server has answered: its head has come, or the whole where it is not handed on at once. */
  onAnswered(status: number): void
}

/** Passes one request on and its answer back, as far as the fault allows. Who hangs up ends it on both sides. */
export function relay(exchange: Exchange): void {
  const { client, answer, fault } = exchange
  // Whatever becomes of the line, the proxy lives on.
  for (const stream of [client, answer]) stream.on('error', () => {})
  answer.on('close', () => answer.writableFinished || fault?.tellLeft())
  const kind = fault?.fault.kind
  if (kind === 'refuse') refuse(exchange)
  else if (kind === 'hold') void fault?.lifted.then(() => answer.destroyed || forward(exchange))
  else forward(exchange)
}

function forward(exchange: Exchange): void {
  const { client, answer, to } = exchange
  const { method, url: path, headers } = client
  const hangUp = () => {
    client.socket.resetAndDestroy()
    upstream.destroy()
  }
  const toll = createToll(exchange, hangUp)
  const upstream = request({ ...to, method, path, headers }, (response) => {
    response.on('error', hangUp)
    handBack(exchange, response, toll()).catch(hangUp)
  })
  upstream.on('error', hangUp)
  answer.on('close', () => answer.writableFinished || upstream.destroy())
  client.pipe(toll()).pipe(upstream)
}

async function handBack(exchange: Exchange, response: IncomingMessage, toll: Transform): Promise<void> {
  const { client, answer, fault, onAnswered } = exchange
  const kind = fault?.fault.kind
  const whole = kind === 'lose' || kind === 'withhold' ? await buffer(response) : undefined
  onAnswered(response.statusCode ?? 502)
  fault?.tellAnswered()
  if (kind === 'lose') return void client.socket.resetAndDestroy()
  if (whole) await fault?.lifted
  if (answer.destroyed) return
  answer.writeHead(response.statusCode ?? 502, response.headers)
  if (whole) answer.end(whole)
  else response.pipe(toll).pipe(answer)
}

function refuse({ client, answer, fault }: Exchange): void {
  const { status = 503, code = 'SlowDown' } = fault?.fault.kind === 'refuse' ? fault.fault : {}
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message></Error>`
  // A real store answers at once, and hears the rest of the body all the same.
  client.resume()
  answer.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) })
  answer.end(client.method === 'HEAD' ? undefined : body)
}

/** What the bytes of one exchange go through on their way, in one direction and then in the other. */
function createToll({ fault }: Exchange, hangUp: () => void): () => Transform {
  const suffered = fault?.fault
  if (suffered?.kind === 'slow') return () => slowly(suffered.delayMs)
  if (suffered?.kind === 'reset') return upTo(suffered.afterBytes, hangUp)
  return () => new PassThrough()
}
