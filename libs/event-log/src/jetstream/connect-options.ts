import { identityCheck, isTlsUrl, splitServers } from './servers.ts'

export type NatsOptions = {
  /** `nats://…` or `tls://…`, several with commas between them. */
  url: string
  user?: string
  password?: string
  name?: string
  /** All in PEM: whom to trust instead of the public authorities, and who we are. Given, TLS is asked for. */
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined }
}

export type Log = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** How long an operation waits for a server before it says that the log is unavailable. */
export const PATIENCE_MS = 2_000
export const RETRY_MS = 250

/**
 * The options every connection of ours is made with; a user's inboxes are its own. The client does not mind what
 * stands before `://`: it is `tls` that makes it refuse a server without.
 */
export function connectOptions({ url, user, password, name, tls }: NatsOptions) {
  const isTls = tls !== undefined || isTlsUrl(url)
  return {
    servers: splitServers(url),
    ...(isTls && { tls: { ...tls, checkServerIdentity: identityCheck(url) } }),
    ...(user !== undefined && { user, pass: password ?? '', inboxPrefix: `_INBOX_${user}` }),
    ...(name !== undefined && { name }),
    maxReconnectAttempts: -1,
    timeout: PATIENCE_MS,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: RETRY_MS,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A server may come up before its passwords do. By default the second refusal would be the last try.
    ignoreAuthErrorAbort: true,
  }
}
