import { readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FORMATS } from '@soundmill/audio'
import { shortPath } from '@soundmill/cli/terminal'
import { FileError } from './file-error.ts'

/** Every run writes it, and hardly anybody else does. */
const SIGN_OF_A_RUN = 'feed-item.xml'
/** Says what the other files are. */
const REPORT = 'report.json'

const NAMES = new Set([
  ...Object.values(FORMATS).map(({ file }) => file),
  ...['preview.mp3', 'cover.jpg', REPORT, 'report.html', SIGN_OF_A_RUN],
  ...['chapters.json', 'chapters.xml', 'chapters.vtt', 'chapters.txt'],
])

/** Whether a run may write a file of that name. */
export const isOurs = (name: string): boolean => NAMES.has(name) || /^waveform(-\d+)?\.(json|dat)$/.test(name)

export type Made = { name: string; path: string }

/**
 * Moves finished files into `directory`, over files of the same name. Files of an earlier run that this one
 * did not make again are removed, and named in what it resolves to; other people's files stay.
 *
 * Promised: nothing is touched where a name is taken by a directory (a FileError); each file that appears is
 * whole; `report.json` goes first and comes last, so that where it is, it tells of the files beside it. Not
 * promised: that all appear at once. Files are moved one by one, and if the file system refuses half-way,
 * or the machine stops, some are new, some old, and there is no `report.json`.
 */
export async function publishFiles(files: readonly Made[], directory: string): Promise<string[]> {
  const present = await readdir(directory, { withFileTypes: true })
  const made = new Set(files.map(({ name }) => name))
  const blocked = present.find((entry) => entry.isDirectory() && made.has(entry.name))
  if (blocked) {
    const path = shortPath(join(directory, blocked.name))
    throw new FileError('output_unusable', `${path} is a directory where a file is to be; nothing was moved`)
  }
  const ours = present.filter((entry) => !entry.isDirectory() && isOurs(entry.name)).map(({ name }) => name)
  const left = ours.includes(SIGN_OF_A_RUN) ? ours.filter((name) => !made.has(name)) : []
  for (const name of [REPORT, ...left]) await rm(join(directory, name), { force: true })
  const last = (name: string) => Number(name === REPORT)
  for (const { name, path } of files.toSorted((a, b) => last(a.name) - last(b.name))) {
    await rename(path, join(directory, name))
  }
  return left.toSorted()
}

/** Rejects with a FileError where publishing could replace or remove a file that is read: all of them must exist. */
export async function assertApart(inputs: readonly string[], directory: string): Promise<void> {
  const output = await realpath(directory)
  for (const input of inputs) {
    // The entry in the directory, and what it stands for.
    const entry = join(await realpath(dirname(input)), basename(input))
    for (const path of [entry, await realpath(input)]) {
      if (dirname(path) !== output || !isOurs(basename(path))) continue
      const reason = `${shortPath(path)} would be replaced by what is made of it; choose another directory with --out`
      throw new FileError('output_unusable', reason)
    }
  }
}
