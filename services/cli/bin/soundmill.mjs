#!/usr/bin/env node
/*
 * The process around the command line: what it was called with, where it speaks, and how it ends. The sources
 * run as they are; a Node that does not strip types itself (before 22.18) is taught by tsx.
 */

const interrupt = new AbortController()
// The second one ends it at once.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => interrupt.abort())
// Whoever read what we write has gone: `soundmill ls --all | head`.
process.stdout.on('error', () => interrupt.abort())

const { argv, env, stdin, stdout, stderr } = process
const runSoundmill = await load()
process.exitCode = await runSoundmill({
  args: argv.slice(2),
  env,
  streams: { stdin, stdout, stderr },
  signal: interrupt.signal,
})

async function load() {
  try {
    if (!process.features.typescript) (await import('tsx/esm/api')).register()
    return (await import('../src/run-soundmill.ts')).runSoundmill
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`soundmill: its packages are not installed yet: run npm run setup (${error.message})`)
    process.exit(1)
  }
}
