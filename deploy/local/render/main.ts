import { resolve } from 'node:path'
import { createAudioEngine } from '@soundmill/audio'
import { createScreen, directoriesFor, runCommand } from '@soundmill/cli/terminal'
import { parseArguments } from './arguments.ts'
import type { Asked } from './asked.ts'
import { exitCodeOf, type Outcome, outcomeLines } from './outcome.ts'
import { type Inputs, readInputs } from './read-inputs.ts'
import { renderFile } from './render-file.ts'
import { USAGE } from './usage.ts'

/* `npm run render`: the engine alone, on files of this machine. Exit codes: see USAGE. */

const interrupt = new AbortController()
const { signal } = interrupt
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort())

// Whoever read what we write has gone: `npm run render … | head`.
process.stdout.on('error', () => interrupt.abort())

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: render,
})

async function render(asked: Asked): Promise<number> {
  let inputs: Inputs
  try {
    inputs = await readInputs(asked, here)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
  const outcomes = await renderAll(asked, inputs)
  if (asked.json) console.log(JSON.stringify({ results: outcomes }, undefined, 2))
  return signal.aborted ? 130 : exitCodeOf(outcomes)
}

/** npm changes to the project's root; files are named from where the person is. */
function here(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path)
}

/** One after the other: each uses every core there is. */
async function renderAll(asked: Asked, { wishes, paths, problems }: Inputs): Promise<Outcome[]> {
  const files = asked.files.map(here)
  const out = here(asked.out)
  const directories = files.length > 1 ? directoriesFor(files, out) : [out]
  // Where JSON goes to stdout, a person may still watch the other one.
  const screen = createScreen(asked.json ? process.stderr : process.stdout, process.env)
  for (const problem of problems) screen.line(problem)
  const engine = createAudioEngine()
  const outcomes: Outcome[] = []
  for (const [at, file] of files.entries()) {
    if (signal.aborted) break
    const directory = directories[at] ?? out
    const outcome = await renderFile(file, { engine, screen, wishes, inputs: paths, signal, directory })
    outcomes.push(outcome)
    for (const line of outcomeLines(outcome)) screen.line(line)
  }
  return outcomes
}
