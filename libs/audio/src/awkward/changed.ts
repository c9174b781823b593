import { readFile } from 'node:fs/promises'
import type { Kit } from './row.ts'

/** The voice in this form, and then something else of its bytes. */
export const changed =
  (name: string, options: string[], change: (bytes: Buffer) => (Buffer | string)[]) =>
  async ({ voiceAs, written }: Kit) =>
    written(`changed-${name}`, ...change(await readFile(await voiceAs(name, ...options))))
