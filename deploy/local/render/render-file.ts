import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AudioEngine,
  AudioError,
  type Produced,
  type ProducedFile,
  produceEpisode,
  readChapters,
  type Wishes,
} from '@soundmill/audio'
import { shortPath } from '../terminal/directories.ts'
import type { Screen } from '../terminal/screen.ts'
import type { Asked } from './asked.ts'
import type { Outcome } from './outcome.ts'

export type Work = {
  engine: AudioEngine
  screen: Screen
  /** A path as it was typed, from the root. */
  here: (path: string) => string
  directory: string
  signal: AbortSignal
}

/** Finishes one recording. Its files appear in the directory when all of them are made and verified, or none does. */
export async function renderFile(file: string, asked: Asked, work: Work): Promise<Outcome> {
  const { screen, directory, signal } = work
  screen.line(`\n${shortPath(file)}`)
  await mkdir(directory, { recursive: true })
  const dir = await mkdtemp(join(directory, '.work-'))
  try {
    await access(file)
    const wishes = await wishesOf(asked, work)
    const files: ProducedFile[] = []
    const produced = await produceEpisode(work.engine, file, {
      ...{ dir, wishes, signal, onProgress: screen.progress },
      onFile: async (made) => void files.push(made),
    })
    screen.idle()
    for (const { name, path } of files) await rename(path, join(directory, name))
    return succeeded(file, directory, produced, files)
  } catch (error) {
    screen.idle()
    const code = error instanceof AudioError ? error.code : codeOf(error)
    const reason = error instanceof Error ? error.message : String(error)
    return { file: shortPath(file), outcome: 'failed', missed: false, code, reason }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function wishesOf({ wishes, chaptersFile }: Asked, { here, screen }: Work): Promise<Wishes> {
  const picturePath = wishes.picturePath && here(wishes.picturePath)
  if (chaptersFile === undefined) return { ...wishes, picturePath }
  // How long the recording is, is not known yet; what lies beyond its end is found out then.
  const { chapters, problems } = readChapters(await readFile(here(chaptersFile)), Number.POSITIVE_INFINITY)
  for (const problem of problems) screen.line(`${chaptersFile}: ${problem}`)
  return { ...wishes, chapters, picturePath }
}

function succeeded(file: string, directory: string, produced: Produced, files: ProducedFile[]): Outcome {
  const { container, codec, decodedDurationSeconds, loudness } = produced.inspected
  return {
    file: shortPath(file),
    outcome: 'succeeded',
    missed: produced.findings.some(({ code }) => code === 'loudness_out_of_tolerance'),
    directory: shortPath(directory),
    source: { container, codec, durationSeconds: decodedDurationSeconds, loudness },
    findings: produced.findings,
    files: files.map(({ path: _, ...made }) => made),
  }
}

/** Of a system's error: `ENOENT`, `EACCES`. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal'
