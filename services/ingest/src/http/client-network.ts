import { isIPv4, isIPv6 } from 'node:net'

/** A network this large belongs to one line: whoever has it can take any of its addresses. */
const GROUPS_OF_A_LINE = 4
const GROUPS = 8
const MAPPED = '::ffff:'

/** Who counts as one client: an IPv4 address, or the IPv6 network of /64 an address lies in. */
export function clientNetwork(address: string): string {
  const plain = address.toLowerCase().startsWith(MAPPED) ? address.slice(MAPPED.length) : address
  if (isIPv4(plain) || !isIPv6(address)) return plain
  return `${groupsOf(address).slice(0, GROUPS_OF_A_LINE).join(':')}::/64`
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
