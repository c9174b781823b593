import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { bundled } from '@soundmill/test-support'
import { ROOT } from '../../architecture/files.ts'

/** Starts the `main.ts` of a service, ends it as soon as a line has these words, and resolves to all its lines until then. */
export async function printedUntil(
  words: string,
  service: string,
  environment: Record<string, string>,
): Promise<string[]> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [await bundled(`services/${service}/src/main.ts`)], {
    cwd: ROOT,
    env: { PATH, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (line.includes(words)) break
  }
  child.kill('SIGKILL')
  await ended
  return lines
}
