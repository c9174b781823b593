import { resolve } from 'node:path'
import { createApi } from './api/api.ts'
import type { Context } from './context.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { failed } from './failures.ts'
import { createOutput, type Output, type Streams } from './output.ts'
import { createProgram, type Globals } from './program.ts'
import type { Environment } from './terminal/paint.ts'

/** What a process gives to its program. */
export type Call = {
  /** Without the program's own name. */
  args: string[]
  env: Environment
  streams: Streams
  /** Aborted when whoever called wants it to end. */
  signal: AbortSignal
}

/** Where Soundmill listens when nobody says otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8080'

/** The whole command line: does what was typed, and resolves with the exit code. Never rejects. */
export async function runSoundmill({ args, env, streams, signal }: Call): Promise<ExitCode> {
  const out = createOutput(streams, env, args.includes('--json'))
  let code: ExitCode = EXIT.ok
  const program = createProgram(out, streams, async (globals, handle) => {
    code = await handle(contextOf(globals, { env, out, signal }))
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return failed(error, out, signal)
  } finally {
    out.screen.idle()
  }
}

function contextOf(
  { url }: Globals,
  { env, out, signal }: Pick<Call, 'env' | 'signal'> & { out: Output },
): Context {
  const isByNpm = env.npm_command === 'exec' || env.npm_command === 'run-script' || env.npm_command === 'run'
  const program = `${isByNpm ? 'npx ' : ''}soundmill${url === undefined ? '' : ` --url ${url}`}`
  // npm changes to the project's root; files are named from where the person is.
  const from = env.npm_lifecycle_event === 'soundmill' ? (env.INIT_CWD ?? '.') : '.'
  return {
    api: createApi(url ?? (env.SOUNDMILL_URL || DEFAULT_URL)),
    out,
    signal,
    here: (path) => resolve(from, path),
    typed: (command) => `${program} ${command}`,
  }
}
