import { fileURLToPath } from 'node:url'
import { freePort } from '@soundmill/test-support'
import type { Standing, Surroundings } from '../contender.ts'
import { startServer } from '../server-process.ts'
import type { Task, Way } from './ten-lines/task.ts'

const SERVER = fileURLToPath(new URL('./ten-lines/server.ts', import.meta.url))

/** A small server whose only route hands the body on, in one of several ways. */
export function tenLines(way: Way): (surroundings: Surroundings) => Promise<Standing> {
  return async ({ dir, s3, bucket, signal }) => {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const task: Task = { way, port, bucket, ...s3 }
    const words: [string, ...string[]] = [process.execPath, '--import', 'tsx', SERVER, JSON.stringify(task)]
    const server = await startServer({ dir, words, probe: origin, signal })
    return {
      ...server,
      door: (name, uploads) => ({
        method: 'POST',
        headers: ['Content-Type: audio/wav'],
        urls: Array.from({ length: uploads }, (_, i) => `${origin}/${name}-${i}`),
      }),
    }
  }
}
