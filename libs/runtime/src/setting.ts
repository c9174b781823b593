import { z } from 'zod'

/** One environment variable, as its schema tells of it: for messages and for the table in the README. */
export type Setting = {
  name: string
  /** What it is for; empty when its schema says nothing. */
  description: string
  required: boolean
  /** The value it has when it is not set; undefined when there is none. */
  default?: unknown
  /** Whether its value must never be shown: decided by its name. */
  secret: boolean
}

const SECRET_NAME = /SECRET|PASSWORD|KEY|TOKEN|_HEADERS$/

/** Every variable a Config reads, in its order. */
export function settingsOf(Config: z.ZodObject): Setting[] {
  return Object.entries(Config.shape).map(([name, schema]) => {
    const absent = z.safeParse(schema, undefined)
    return {
      name,
      description: describe(schema),
      required: !absent.success,
      ...(absent.success && absent.data !== undefined && { default: absent.data }),
      secret: SECRET_NAME.test(name),
    }
  })
}

/** Zod keeps a description where `describe` was called: it may be inside `optional()` or `default()`. */
function describe(schema: z.core.$ZodType): string {
  const description = z.globalRegistry.get(schema)?.description
  if (description !== undefined) return description
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return describe(schema.unwrap())
  return ''
}

/**
 * A value as a message may show it: nothing of a secret, nor of an address that may have credentials in it,
 * no query, no more than the beginning of the first line. Where credentials end nobody can say: they may hold any character, `@` and `?` too.
 */
export function shown(setting: Setting, value: string): string {
  if (setting.secret) return '(not shown)'
  const harmless = value.includes('@')
    ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*$/is, '$1…')
    : value.replace(/\?.*$/s, '?…')
  const [line = '', ...more] = harmless.split('\n')
  return JSON.stringify(line.length > 80 || more.length > 0 ? `${line.slice(0, 80)}…` : line)
}
