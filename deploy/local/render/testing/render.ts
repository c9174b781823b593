import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

export type Ended = { code: number | null; stdout: string; stderr: string }
export type Running = { child: ChildProcess; stderr: NodeJS.ReadableStream; ended: Promise<Ended> }

/** Starts the command as npm does, for a person in `dir`. */
export function start(dir: string, ...args: string[]): Running {
  const env = { ...process.env, INIT_CWD: dir }
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
  return { child, stderr: child.stderr, ended }
}

/** Runs it to its end. */
export function render(dir: string, ...args: string[]): Promise<Ended> {
  return start(dir, ...args).ended
}
