import { resolve } from 'node:path'
import { createAudioEngine } from '@soundmill/audio'
import { directoriesFor } from '../terminal/directories.ts'
import { createScreen } from '../terminal/screen.ts'
import { parseArguments, USAGE } from './arguments.ts'
import type { Asked } from './asked.ts'
import { type Outcome, outcomeLines } from './outcome.ts'
import { renderFile } from './render-file.ts'

/* `npm run render`: the engine alone, on files of this machine. Exit codes: see USAGE. */

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())

// Whoever read what we write has gone: `npm run render … | head`.
process.stdout.on('error', () => interrupt.abort())

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  let asked: Asked
  try {
    asked = parseArguments(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return 2
  }
  if (asked.help) {
    console.log(USAGE)
    return 0
  }
  const outcomes = await renderAll(asked)
  if (interrupt.signal.aborted) return 130
  if (asked.json) console.log(JSON.stringify({ results: outcomes }, undefined, 2))
  if (outcomes.some(({ outcome }) => outcome === 'failed')) return 1
  return outcomes.some(({ missed }) => missed) ? 3 : 0
}

/** One after the other: each uses every core there is. */
async function renderAll(asked: Asked): Promise<Outcome[]> {
  // npm changes to the project's root; files are named from where the person is.
  const here = (path: string) => resolve(process.env.INIT_CWD ?? '.', path)
  const files = asked.files.map(here)
  const out = here(asked.out)
  const directories = files.length > 1 ? directoriesFor(files, out) : [out]
  // Where JSON goes to stdout, a person may still watch the other one.
  const screen = createScreen(asked.json ? process.stderr : process.stdout)
  const engine = createAudioEngine()
  const outcomes: Outcome[] = []
  for (const [at, file] of files.entries()) {
    if (interrupt.signal.aborted) break
    const work = { engine, screen, here, signal: interrupt.signal, directory: directories[at] ?? out }
    const outcome = await renderFile(file, asked, work)
    outcomes.push(outcome)
    for (const line of outcomeLines(outcome)) screen.line(line)
  }
  return outcomes
}
