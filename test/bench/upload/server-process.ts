import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '@soundmill/test-support'
import { imageEnvironment } from './image-environment.ts'

export type Command = {
  /** Where what it prints is kept. */
  dir: string
  words: [command: string, ...args: string[]]
  environment?: Record<string, string>
  /** Answers, with anything but 5xx, when it is ready. */
  probe: string
  signal: AbortSignal
}

/** Enough of what it printed to see what went wrong. */
const LAST_WORDS = 2000

export type Server = {
  pid: number
  /** The end of what it printed. */
  lastWords(): Promise<string>
  stop(): Promise<void>
}

/** Starts a server and resolves when it is ready; rejects with its last words when it does not get there. */
export async function startServer(command: Command): Promise<Server> {
  const { dir, words, environment = {}, probe, signal } = command
  const [path, ...args] = words
  const printed = join(dir, 'printed')
  const file = await open(printed, 'w')
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, ...(await imageEnvironment()), ...environment }
  const child = spawn(path, args, { env, stdio: ['ignore', file.fd, file.fd] })
  await Promise.all([once(child, 'spawn'), file.close()])
  const gone = once(child, 'exit')
  const isRunning = () => child.exitCode === null && child.signalCode === null

  const lastWords = async () => (await readFile(printed, 'utf8')).slice(-LAST_WORDS)
  const stop = async () => {
    if (isRunning()) child.kill('SIGKILL')
    await gone
  }
  const isReady = async () => {
    if (!isRunning() || signal.aborted) return true
    return (await fetch(probe)).status < 500
  }
  try {
    await until(isReady, { what: probe, timeoutMs: 60_000 })
    signal.throwIfAborted()
    if (!isRunning()) throw new Error(`${words.join(' ')} ended`)
    return { pid: child.pid ?? 0, lastWords, stop }
  } catch (error) {
    await stop()
    throw new Error(`it did not start: ${await lastWords()}`, { cause: error })
  }
}
