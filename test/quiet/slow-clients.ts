import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { chunk, formStart, head } from '@soundmill/ingest/testing/wire'
import { tone } from '@soundmill/test-support'

const CLIENTS_AT_ONCE = 100
const DRIP_EVERY_MS = 1_000
const GIB = 1024 ** 3

const begun = tone({ seconds: 0.05 })
const form = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': GIB }
const tus = {
  'tus-resumable': '1.0.0',
  'upload-length': GIB,
  'content-length': GIB,
  'content-type': 'application/offset+octet-stream',
}

/** What each kind says at once, and then a little of, again and again; nothing more where there is no drip. */
const KINDS: Array<{ first: Array<string | Uint8Array>; drip?: string | Uint8Array }> = [
  { first: [head({ 'content-length': GIB }), begun], drip: 'x' },
  { first: [head({ 'content-length': GIB }), begun] },
  { first: [head({ 'transfer-encoding': 'chunked' }), chunk(begun)], drip: chunk(begun.subarray(0, 50)) },
  { first: [head({ 'transfer-encoding': 'chunked' }), '1000\r\n', begun.subarray(0, 100)] },
  { first: [head(form), formStart('b'), begun], drip: 'x' },
  { first: [head(form), '--b\r\nContent-Disposition: form-data; name="spec"\r\n\r\n{'], drip: ' ' },
  { first: [head(tus, '/v1/uploads'), begun], drip: 'x' },
  { first: [head({ 'content-length': GIB }).slice(0, -10)] },
  { first: ['POST /v1/episodes?filename='], drip: 'x' },
  { first: [] },
]

/** Clients that hold their sockets and send next to nothing, of every kind as many, and never hang up themselves. */
export async function openSlowClients(origin: string, count: number) {
  const sockets: Socket[] = []
  const drips: NodeJS.Timeout[] = []

  async function begin(kind: (typeof KINDS)[number] | undefined) {
    const { hostname, port } = new URL(origin)
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.on('error', () => {})
    await once(socket, 'connect')
    sockets.push(socket)
    for (const piece of kind?.first ?? []) socket.write(piece)
    const { drip } = kind ?? {}
    if (drip !== undefined)
      drips.push(setInterval(() => socket.writable && socket.write(drip), DRIP_EVERY_MS))
    // Answers are heard and not acted upon: only the server can end this.
    socket.resume()
  }

  for (let from = 0; from < count; from += CLIENTS_AT_ONCE) {
    const some = Array.from({ length: Math.min(CLIENTS_AT_ONCE, count - from) }, (_, index) => from + index)
    await Promise.all(some.map((index) => begin(KINDS[index % KINDS.length])))
  }
  return {
    /** For the end of a test. */
    leave() {
      for (const drip of drips) clearInterval(drip)
      for (const socket of sockets) socket.destroy()
    },
  }
}
