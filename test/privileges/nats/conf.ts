import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const TEXT = readFileSync(fileURLToPath(new URL('../../../deploy/nats.conf', import.meta.url)), 'utf8')

/** Everybody that `deploy/nats.conf` knows, in its order. */
export const USERS = [...TEXT.matchAll(/^ *user: (\S+)$/gm)].flatMap(([, user]) => user ?? [])

/** What the file takes from the environment. */
export const PASSWORDS = Object.fromEntries(
  USERS.map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, passwordOf(user)]),
)

export function passwordOf(user: string): string {
  return `${user}-secret`
}

/** The file as a container mounts it. */
export const CONF = { content: TEXT, target: '/etc/nats/soundmill.conf' }

/**
 * Its users and their permissions alone, for servers that are configured otherwise; in another namespace where
 * worlds share a store.
 */
export function authorization(namespace = 'soundmill'): string {
  const [, block] = /^(authorization \{\n.*?^\})/ms.exec(TEXT) ?? []
  if (block === undefined) throw new Error('deploy/nats.conf has no authorization')
  const named = block
    .replaceAll('soundmill.', `${namespace}.`)
    .replaceAll('SOUNDMILL', namespace.toUpperCase())
  return named.replaceAll(/\$(NATS_[A-Z]+_PASSWORD)/g, (_, variable: string) => {
    const password = PASSWORDS[variable]
    if (password === undefined) throw new Error(`${variable} is nobody's password`)
    return `"${password}"`
  })
}
