import { isIPv4, isIPv6 } from 'node:net'

/** A network this large belongs to one line: whoever has it can take any of its addresses. */
const GROUPS_OF_A_LINE = 4
const GROUPS = 8

/** An IPv4 address as IPv6 has it, `::ffff:a.b.c.d` however it is written. */
const MAPPED = /^(?:0:){5}ffff:([0-9a-f]+):([0-9a-f]+)$/

/** Some proxies write the client's port, too, which is another one with every connection. */
const WITH_PORT = /^(?:\[(?<six>[^\]]*)\](?::\d+)?|(?<four>[\d.]+):\d+)$/

/** Who counts as one client: an IPv4 address, or the IPv6 network of /64 an address lies in; never a port. */
export function clientNetwork(client: string): string {
  const { six, four } = WITH_PORT.exec(client)?.groups ?? {}
  const address = six ?? four ?? client
  if (isIPv4(address) || !isIPv6(address)) return address
  const groups = groupsOf(address)
  const [, high, low] = MAPPED.exec(groups.join(':')) ?? []
  if (high !== undefined && low !== undefined) return [...bytesOf(high), ...bytesOf(low)].join('.')
  return `${groups.slice(0, GROUPS_OF_A_LINE).join(':')}::/64`
}

function bytesOf(group: string): [number, number] {
  const number = Number.parseInt(group, 16)
  return [Math.floor(number / 256), number % 256]
}

/** All eight groups, in their shortest form; `::` stands for as many zeros as are missing. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const left = split(head)
  const right = split(tail ?? '')
  const zeros = Array.from({ length: GROUPS - left.length - right.length }, () => '0')
  return [...left, ...(tail === undefined ? [] : zeros), ...right]
}

function split(groups: string): string[] {
  if (groups === '') return []
  return groups.split(':').flatMap((group) => {
    const bytes = group.split('.').map(Number)
    if (bytes.length === 1) return [Number.parseInt(group, 16).toString(16)]
    const [a = 0, b = 0, c = 0, d = 0] = bytes
    return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
  })
}
