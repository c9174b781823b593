import { readFile } from 'node:fs/promises'
import { readChapters, type Wishes } from '@soundmill/audio'
import type { Asked } from './asked.ts'
import { assertFile } from './assert-file.ts'

export type Inputs = {
  wishes: Wishes
  /** The files the wishes were read from, from the root. */
  paths: string[]
  /** What could not be taken over, in sentences. */
  problems: string[]
}

/**
 * The wishes with the files that they name, which are the same for every recording: they are looked at before
 * anything starts. `here` makes a typed path absolute. Rejects with an Error for the person who typed.
 */
export async function readInputs(asked: Asked, here: (path: string) => string): Promise<Inputs> {
  const { wishes, chaptersFile, coverFile } = asked
  const typed = [coverFile, chaptersFile].flatMap((path) => path ?? [])
  for (const path of typed) await assertFile(here(path), path)
  const picturePath = coverFile === undefined ? undefined : here(coverFile)
  const paths = typed.map(here)
  if (chaptersFile === undefined) return { wishes: { ...wishes, picturePath }, paths, problems: [] }
  const { chapters, problems } = await chaptersIn(here(chaptersFile), chaptersFile)
  return {
    wishes: { ...wishes, picturePath, chapters },
    paths,
    problems: problems.map((problem) => `${chaptersFile}: ${problem}`),
  }
}

async function chaptersIn(path: string, typed: string) {
  const document = await readFile(path)
  try {
    // How long the recordings are, is not known yet; what lies beyond their end is found out then.
    return readChapters(document, Number.POSITIVE_INFINITY)
  } catch (cause) {
    throw new Error(`${typed}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
