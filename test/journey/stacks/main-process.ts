import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { bundled, until } from '@soundmill/test-support'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A second on a quiet machine; several processes that start together on one with much else to do need a minute each. */
const START_MS = 180_000

export type MainProcess = {
  url: string
  /** Of the process that runs now, or ran last; undefined before the first start. */
  readonly pid: number | undefined
  /** Resolves when `/readyz` says so. */
  ready(): Promise<void>
  start(): Promise<void>
  kill(): Promise<void>
  terminate(): Promise<number | null>
  /** SIGSTOP, SIGCONT: sent, not waited for. Of no effect when it does not run. */
  signal(name: NodeJS.Signals): void
  residentBytes(): Promise<number | undefined>
  /** The lines it has logged since it was started. */
  logged(): string[]
}

/**
 * The `main.ts` of a service, or a file of a path, as a real process, at an address that stays the same when it is
 * started again. What it logs is kept, and shown when it does not do as it should.
 */
export function mainProcess(service: string, environment: Record<string, string>, port: number): MainProcess {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let lines: string[] = []

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  const end = async (signal: NodeJS.Signals) => {
    if (!child || !isRunning()) return child?.exitCode ?? null
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
    return child.exitCode
  }

  async function ready() {
    const isReady = async () => {
      if (child?.exitCode !== null) throw new Error(`${service} ended\n${lines.join('\n')}`)
      return (await fetch(`${url}/readyz`)).ok
    }
    await until(isReady, { what: `${service} to be ready:\n${lines.join('\n')}`, timeoutMs: START_MS })
  }

  return {
    url,
    get pid() {
      return child?.pid
    },
    ready,
    async start() {
      const main = await bundled(fileOf(service))
      if (isRunning()) return ready()
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        PORT: String(port),
        ...environment,
      }
      child = spawn(process.execPath, [main], { cwd: ROOT, env })
      lines = []
      for (const stream of [child.stdout, child.stderr]) {
        if (stream) createInterface(stream).on('line', (line) => lines.push(line))
      }
      await ready()
    },
    async kill() {
      await end('SIGKILL')
    },
    terminate: () => end('SIGTERM'),
    signal(name) {
      if (isRunning()) child?.kill(name)
    },
    residentBytes: async () => residentBytesOf(child?.pid),
    logged: () => lines,
  }
}

const fileOf = (service: string) => (service.endsWith('.ts') ? service : `services/${service}/src/main.ts`)

/** Linux says it in /proc; elsewhere nobody asks. */
export async function residentBytesOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(status) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** Runs a one-shot `main.ts` to its end; rejects with what it printed when it fails. */
export async function runMain(service: string, environment: Record<string, string>): Promise<void> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment }
  const child = spawn(process.execPath, [await bundled(fileOf(service))], { cwd: ROOT, env })
  const printed: string[] = []
  child.stdout.on('data', (text) => printed.push(String(text)))
  child.stderr.on('data', (text) => printed.push(String(text)))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${service} ended with ${code}\n${printed.join('')}`)
}
