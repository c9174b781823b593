import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@soundmill/event-log/nats-server'
import { z } from 'zod'

const MAIN = fileURLToPath(new URL('../../../services/all-in-one/src/main.ts', import.meta.url))

/** A busy machine with a cold cache; it takes about a second otherwise. */
const READY_WITHIN_MS = 60_000
/** Work in hand is of no use to a demo that ends. */
const GRACE_MS = 3_000
/** The grace, what runtime adds before it calls a stop hung, and a little. */
const STOPPED_WITHIN_MS = GRACE_MS + 12_000

const LogLine = z.object({ msg: z.string(), url: z.string() })

/** The whole of Soundmill as a child process. */
export type Server = {
  url: string
  /** Its log, for whoever wants to follow it. */
  natsUrl: string
  /** Rejects, with the end of its log, when it ends before it is told to. */
  died: Promise<never>
  /** Resolves when it and its nats-server have ended. */
  stop(): Promise<void>
}

/** Starts it on a free port with everything it keeps in `dataDir`; resolves when it is ready. */
export async function startServer(dataDir: string, signal: AbortSignal): Promise<Server> {
  signal.throwIfAborted()
  const natsPort = await freePort()
  // In a group of its own: a Ctrl-C in the terminal is for the demo, which then stops it.
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: environment(dataDir, natsPort),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  // Whatever ends the demo, a bug included, must not leave it running.
  process.on('exit', () => child.kill('SIGTERM'))
  const { listening, lastLines } = listenTo([child.stdout, child.stderr])
  let stopping = false
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, killer) => resolve(`exit code ${code ?? killer}`))
  })
  const died = exited.then((how) => {
    if (stopping) return new Promise<never>(() => {})
    throw new Error(`Soundmill ended (${how}); the end of its log:\n${lastLines()}`)
  })
  died.catch(() => {})
  const stop = async () => {
    stopping = true
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
    await exited
    clearTimeout(late)
  }
  try {
    const url = await Promise.race([listening, died, rejected(signal)])
    await Promise.race([ready(url, signal), died])
    return { url, natsUrl: `nats://127.0.0.1:${natsPort}`, died, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address it says it listens on, and what it said last. */
function listenTo(streams: Readable[]) {
  let lines: string[] = []
  const listening = new Promise<string>((resolve) => {
    for (const stream of streams) {
      createInterface(stream).on('line', (line) => {
        lines = [...lines, line].slice(-20)
        const { data } = LogLine.safeParse(parsed(line))
        if (data?.msg === 'listening') resolve(data.url)
      })
    }
  })
  return { listening, lastLines: () => lines.join('\n') }
}

/** The caller's, without what would take it to another log or another address. */
function environment(dataDir: string, natsPort: number): NodeJS.ProcessEnv {
  const { NATS_URL: _, NATS_URL_FILE: __, ...rest } = process.env
  return {
    ...rest,
    // Debian keeps nats-server in /usr/sbin, which the PATH of an ordinary user lacks.
    PATH: `${rest.PATH}:/usr/local/sbin:/usr/sbin`,
    HOST: '127.0.0.1',
    PORT: '0',
    NATS_SERVER_PORT: String(natsPort),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
    GRACE_MS: String(GRACE_MS),
  }
}

async function ready(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  let waiting = ''
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/readyz`, { signal })
    if (response.ok) return
    waiting = await response.text()
    await delay(50, undefined, { signal })
  }
  throw new Error(`Soundmill is not ready after ${READY_WITHIN_MS / 1000} s: ${waiting}`)
}

const rejected = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
