import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { bundled, type ExposedMetric, readMetrics, scratch } from '@soundmill/test-support'
import { ROOT } from '../architecture/files.ts'

/** Nobody listens there: a process starts all the same, and answers whoever asks how it is. */
const NOWHERE = {
  NATS_URL: 'nats://127.0.0.1:1',
  S3_ENDPOINT: 'http://127.0.0.1:1',
  S3_ACCESS_KEY: 'nobody',
  S3_SECRET_KEY: 'nothing-to-hide',
  MONGO_URL: 'mongodb://127.0.0.1:1/nowhere',
}

/** Starts the `main.ts` of a process, with nothing around it, and reads its metrics after a request that it does not know. */
export async function scraped(
  process: string,
): Promise<{ metrics: ExposedMetric[]; type: string; text: string }> {
  const { dir } = await scratch()
  const own = process === 'all-in-one' ? { DATA_DIR: dir } : { ...NOWHERE, PROCESSOR_SCRATCH_DIR: dir }
  const main = [await bundled(`services/${process}/src/main.ts`)]
  const { PATH = '' } = globalThis.process.env
  const child = spawn(globalThis.process.execPath, main, { cwd: ROOT, env: { PATH, PORT: '0', ...own } })
  const ended = once(child, 'exit')
  try {
    const url = await addressOf(child.stdout)
    await fetch(`${url}/v1/episodes/0192d3a0-0000-7000-8000-000000000000/no-such-thing`, { method: 'PURGE' })
    const answer = await fetch(`${url}/metrics`)
    const text = await answer.text()
    return { metrics: readMetrics(text), type: answer.headers.get('content-type') ?? '', text }
  } finally {
    // The one has a server to end; the others have nobody to say goodbye to, and would wait for them.
    child.kill(process === 'all-in-one' ? 'SIGTERM' : 'SIGKILL')
    await ended
  }
}

async function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stdout)) {
    const said: unknown = JSON.parse(line)
    if (said && typeof said === 'object' && 'url' in said) {
      stdout.resume()
      return String(said.url)
    }
  }
  throw new Error('it ended without listening')
}
