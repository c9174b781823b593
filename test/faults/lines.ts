import {
  type HttpFaultProxy,
  httpFaultProxy,
  type IsOne,
  type TcpProxy,
  tcpProxy,
} from '@soundmill/test-support'
import type { WorldServers } from './servers.ts'

/** What stands between a service and its servers. */
export type Lines = { nats: TcpProxy; s3: HttpFaultProxy; close(): Promise<void> }

export async function openLines({ natsUrl, s3 }: WorldServers): Promise<Lines> {
  const [nats, store] = [await tcpProxy(natsUrl), await httpFaultProxy(s3.endpoint)]
  return {
    nats,
    s3: store,
    async close() {
      await Promise.all([nats.close(), store.close()])
    },
  }
}

/** What ingest asks of the store, by what it is for. */
export const isStart: IsOne = ({ method, query }) => method === 'POST' && query.has('uploads')
export const isPart: IsOne = ({ method, query }) => method === 'PUT' && query.has('partNumber')
export const isComplete: IsOne = ({ method, query }) => method === 'POST' && query.has('uploadId')
export const isAbort: IsOne = ({ method, query }) => method === 'DELETE' && query.has('uploadId')
export const isOutboxPut: IsOne = ({ method, path }) => method === 'PUT' && path.includes('/outbox/')

/** Only appends have a subject with this fact and a lane; what asks for one has a wildcard there. */
const APPEND = /H?PUB \S+\.submitted\.[a-z]+ /
const QUESTION = /H?PUB \$JS\.API\.STREAM\.MSG\.GET\./

/** Resolves when a `submitted` has been sent to NATS; from that moment on no reply comes back, until `resumeReplies()`. */
export const holdAfterPublish = (nats: TcpProxy): Promise<void> => holdAt(nats, [APPEND])

/** The same one reply later: the append was confirmed, and what stands in the log was asked for. */
export const holdAfterConfirmation = (nats: TcpProxy): Promise<void> => holdAt(nats, [APPEND, QUESTION])

/** Replies stop with the last of these commands, sent one after the other. */
function holdAt(nats: TcpProxy, commands: RegExp[]): Promise<void> {
  const left = [...commands]
  return new Promise((resolve) => {
    nats.onSent((bytes) => {
      if (left[0]?.test(bytes.toString('latin1'))) left.shift()
      if (left.length > 0) return
      nats.onSent(() => {})
      nats.pauseReplies('hold')
      resolve()
    })
  })
}
