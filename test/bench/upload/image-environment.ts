import { readFile } from 'node:fs/promises'

const DOCKERFILE = new URL('../../../deploy/Dockerfile', import.meta.url)

/** Where it listens is another matter here. */
const OTHERS = new Set(['HOST', 'PORT'])

/** The variables that the image sets for every service, so that each contender runs as services do. */
export async function imageEnvironment(): Promise<Record<string, string>> {
  return environmentOf(await readFile(DOCKERFILE, 'utf8'))
}

/** What the `ENV` lines of a Dockerfile say, for values without spaces. */
export function environmentOf(dockerfile: string): Record<string, string> {
  const lines = dockerfile.replaceAll('\\\n', ' ').matchAll(/^ENV (.+)$/gm)
  const pairs = [...lines].flatMap(([, line = '']) => [...line.matchAll(/(\w+)=(\S+)/g)])
  return Object.fromEntries(
    pairs.flatMap(([, name = '', value = '']) => (OTHERS.has(name) ? [] : [[name, value]])),
  )
}
