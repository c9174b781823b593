import { spawn } from 'node:child_process'
import { say } from './say.mjs'

/** How often a command that takes its time is heard of. */
const HEARTBEAT_MS = 5000
/** How many lines are kept for a failure, of the beginning and of the end: tools explain at either. */
const KEPT_LINES = 15

/**
 * Runs a command and tells now and then that it is at it, with its last line. Resolves with its exit code
 * and what it wrote; a command that is not there has exit code 127.
 */
export function runQuietly(command, args, environment = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = []
  const keep = (text) => {
    lines.push(...text.split(/[\r\n]+/).filter((line) => line.trim() !== ''))
    if (lines.length > 2 * KEPT_LINES) lines.splice(KEPT_LINES, lines.length - 2 * KEPT_LINES)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const begun = Date.now()
  const heartbeat = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000)
    say(`  … ${seconds} s: ${(lines.at(-1) ?? command).slice(0, 100)}`)
  }, HEARTBEAT_MS)
  return new Promise((resolve) => {
    const end = (code) => {
      clearInterval(heartbeat)
      resolve({ code, output: lines.join('\n') })
    }
    child.on('error', () => end(127))
    child.on('close', (code) => end(code ?? 1))
  })
}
