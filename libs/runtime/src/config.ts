import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { type Setting, settingsOf, shown } from './setting.ts'

/** The environment is not what the process needs; the message names every mistake, a line each. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly mistakes: string[]
  constructor(mistakes: string[]) {
    super(`bad configuration\n  ${mistakes.join('\n  ')}`)
    this.mistakes = mistakes
  }
}

export type Environment = Record<string, string | undefined>

/**
 * The environment as a typed object. An empty variable counts as unset. A variable `NAME_FILE` names a
 * file whose content is the value of `NAME` (one newline at its end is dropped): secrets need not be in
 * the environment. Throws ConfigError with every mistake at once, and without the value of any secret.
 */
export function readConfig<C extends z.ZodObject>(Config: C, environment: Environment): z.output<C> {
  const values: Environment = {}
  const files = new Set<string>()
  const unreadable: Record<string, string> = {}
  for (const name of Object.keys(Config.shape)) {
    try {
      const { value, isOfFile } = read(name, environment, `${name}_FILE` in Config.shape)
      values[name] = value
      if (isOfFile) files.add(name)
    } catch (error) {
      unreadable[name] = error instanceof Error ? error.message : String(error)
    }
  }
  const result = Config.safeParse(values)
  if (result.success && Object.keys(unreadable).length === 0) return result.data
  const settings = settingsOf(Config)
  const inOrder = Object.fromEntries(settings.map(({ name }) => [name, '']))
  const invalid = mistakesOf(settings, { values, files }, result.error?.issues ?? [])
  throw new ConfigError(Object.values({ ...inOrder, ...invalid, ...unreadable }).filter(Boolean))
}

/** The values of the variables, and those of them that are the content of a file. */
type Given = { values: Environment; files: ReadonlySet<string> }

/** By variable; the first of each, since the others mostly follow from it. */
function mistakesOf(settings: Setting[], { values, files }: Given, issues: z.core.$ZodIssue[]) {
  const mistakes: Record<string, string> = {}
  for (const { path, message } of issues) {
    const setting = settings.find(({ name }) => name === path[0])
    const about = setting?.name ?? message
    const told = files.has(about) ? `${about} (from ${about}_FILE)` : about
    mistakes[about] ??= setting ? mistake(setting, { told, value: values[about] }, message) : message
  }
  return mistakes
}

/** `fileIsAnother`: this Config has a variable of its own that is called `NAME_FILE`. */
function read(name: string, environment: Environment, fileIsAnother: boolean) {
  const value = environment[name] || undefined
  const file = (!fileIsAnother && environment[`${name}_FILE`]) || undefined
  if (file === undefined) return { value, isOfFile: false }
  if (value !== undefined) throw new Error(`${name} and ${name}_FILE are both set: one of them is enough`)
  try {
    return { value: readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined, isOfFile: true }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : 'unreadable'
    throw new Error(`${name}_FILE names a file that cannot be read (${code}): ${file}`, { cause })
  }
}

function mistake(
  setting: Setting,
  { told, value }: { told: string; value: string | undefined },
  message: string,
): string {
  const purpose = setting.description && ` (${setting.description})`
  if (value === undefined) return `${told} is ${told === setting.name ? 'not set' : 'empty'}${purpose}`
  const plain = message.replace(/^Invalid input: /, '')
  const given = shown(setting, value)
  // A schema's own message may quote what it was given.
  const safe = given === JSON.stringify(value) ? plain : plain.replaceAll(value, '…')
  return `${told} is ${given}: ${safe}${purpose}`
}
