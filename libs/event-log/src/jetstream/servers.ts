import { checkServerIdentity, type PeerCertificate } from 'node:tls'

/** A host by name or address (IPv6 in brackets), and a port where it is not 4222. */
const SERVER = /^(nats|tls):\/\/(\[[0-9a-f:.]+\]|[^\s/?#@:[\]]+)(:\d{1,5})?\/?$/i

export const SERVERS_EXPECTED =
  'expected nats://host:port or tls://host:port, all of one kind, with commas between them; the user has variables of its own'

/** A list of servers to be spoken to in the same way; credentials do not belong into it, the client would drop them. */
export function areServers(list: string): boolean {
  const kinds = splitServers(list).map((server) => SERVER.exec(server)?.[1]?.toLowerCase())
  return kinds.every((kind) => kind !== undefined && kind === kinds[0])
}

export const splitServers = (list: string): string[] => list.split(',').map((server) => server.trim())

/** Whether the list itself says that TLS is to be spoken. */
export const isTlsUrl = (list: string): boolean => /^tls:/i.test(list.trim())

/**
 * Node's own check, but for addresses. Of a server that was given by its address, the client tells Node no name,
 * and Node then looks for `localhost` in the certificate: it must have one of the addresses that were given.
 */
export function identityCheck(list: string) {
  const hosts = splitServers(list).map(
    (server) => SERVER.exec(server)?.[2]?.replace(/^\[|\]$/g, '') ?? server,
  )
  return (name: string, certificate: PeerCertificate): Error | undefined => {
    const candidates = name === 'localhost' ? hosts : [name]
    const mistakes = candidates.map((host) => checkServerIdentity(host, certificate))
    return mistakes.includes(undefined) ? undefined : mistakes[0]
  }
}
