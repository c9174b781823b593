import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApi } from '@soundmill/cli'
import {
  createScreen,
  directoriesFor,
  noScreen,
  runCommand,
  type Screen,
  shortPath,
} from '@soundmill/cli/terminal'
import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { commandsFor } from './commands.ts'
import { finishFile } from './finish-file.ts'
import { isGood, type Outcome } from './outcome.ts'
import { reportOf, summaryOf } from './report.ts'
import { type Server, startServer } from './server.ts'

/*
 * `npm run demo`: starts Soundmill, gives it recordings over HTTP as any client would, watches, and brings
 * home and checks what comes out: what `soundmill submit --wait` and `soundmill get` do. Exit code 0: all that was asked for exists and was verified; 1: not so;
 * 2: the arguments are not understood; 130: interrupted.
 */

const SAMPLE = fileURLToPath(new URL('sample/jfk-inaugural-1961.flac', import.meta.url))
const OUTPUT = resolve('demo-output')

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())

// Whoever read what we write has gone: `npm run demo | head`.
process.stdout.on('error', () => interrupt.abort())

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: demoUnlessInterrupted,
})

async function demoUnlessInterrupted(chosen: Arguments): Promise<number> {
  try {
    return await demo(chosen)
  } catch (error) {
    if (interrupt.signal.aborted) return 130
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function demo({ files, keep, json }: Arguments): Promise<number> {
  const screen = json ? noScreen : createScreen(process.stdout, process.env)
  await mkdir(OUTPUT, { recursive: true })
  const dataDir = await mkdtemp(join(OUTPUT, '.data-'))
  let server: Server | undefined
  try {
    screen.line('starting Soundmill: one process, with a nats-server of its own')
    server = await startServer(dataDir, interrupt.signal)
    screen.line(`ready at ${server.url}`)
    const results = await Promise.race([finishAll(server.url, files, screen), server.died])
    print(server.url, results, json)
    if (keep) await stayUp(server, results, dataDir, json)
    return results.every(isGood) ? 0 : 1
  } finally {
    await server?.stop()
    if (!keep) await rm(dataDir, { recursive: true })
  }
}

/** One after the other, so that each can be watched. */
async function finishAll(url: string, files: string[], screen: Screen): Promise<Outcome[]> {
  // npm changes to the project's root; files are named from where the person is.
  const from = process.env.INIT_CWD ?? '.'
  const paths = files.length > 0 ? files.map((file) => resolve(from, file)) : [SAMPLE]
  const directories = directoriesFor(paths, OUTPUT)
  const api = createApi(url)
  const results: Outcome[] = []
  for (const [at, path] of paths.entries()) {
    screen.line(`\n${shortPath(path)}`)
    const directory = directories[at] ?? OUTPUT
    results.push(await finishFile(path, directory, { api, screen, signal: interrupt.signal }))
  }
  return results
}

function print(url: string, results: Outcome[], json: boolean): void {
  const lines = json
    ? [JSON.stringify({ url, results }, undefined, 2)]
    : [...results.flatMap((result) => ['', ...reportOf(result)]), '', summaryOf(results)]
  console.log(lines.join('\n'))
}

async function stayUp(server: Server, results: Outcome[], dataDir: string, json: boolean): Promise<void> {
  const lines = commandsFor(server, results, shortPath(SAMPLE))
  const kept = `What it keeps is in ${shortPath(dataDir)}.`
  if (!json) console.log(`\nStill running; Ctrl-C ends it. ${kept} Try:\n\n  ${lines.join('\n  ')}`)
  const interrupted = new Promise<void>((done) => interrupt.signal.addEventListener('abort', () => done()))
  await Promise.race([interrupted, server.died])
}
