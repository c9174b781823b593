import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parsed } from './api/api.ts'
import { LocalError, UsageError } from './api/errors.ts'
import { printable } from './terminal/printable.ts'

const Spec = z.record(z.string(), z.unknown())

/**
 * What is asked for in a file, with what was typed over it: the server judges both. Undefined when neither
 * asks for anything. Throws LocalError `unreadable`, UsageError for what is no JSON object.
 */
export async function readSpec(
  path: string | undefined,
  { title, ...typed }: { title?: string | undefined; [member: string]: string | undefined },
): Promise<Record<string, unknown> | undefined> {
  const members = Object.entries(typed).filter(([, value]) => value !== undefined)
  if (path === undefined && title === undefined && members.length === 0) return undefined
  const file = path === undefined ? {} : await readObject(path)
  if (title === undefined) return { ...file, ...Object.fromEntries(members) }
  const metadata = Spec.safeParse(file.metadata ?? {})
  if (!metadata.success) throw new UsageError('--title wants the metadata of --spec to be an object')
  return { ...file, ...Object.fromEntries(members), metadata: { ...metadata.data, title } }
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new LocalError('unreadable', `cannot read ${printable(path)}`, { cause })
  }
  const { data } = Spec.safeParse(parsed(text))
  if (data === undefined) throw new UsageError(`${printable(path)} is no JSON object`)
  return data
}
