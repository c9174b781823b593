import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a tool to its end and resolves with what it said on stderr; rejects with that when it fails. */
export async function runTool(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stderr } = await run(command, [...args], { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })
  return stderr
}

/** The full path of a tool on our PATH; undefined when it is not there. */
export async function whereIs(name: string): Promise<string | undefined> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name)
    const executable = access(path, constants.X_OK)
    if (
      await executable.then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return undefined
}
