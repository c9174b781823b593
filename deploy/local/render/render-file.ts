import { parse } from 'node:path'
import {
  type AudioEngine,
  AudioError,
  type Produced,
  type ProducedFile,
  produceEpisode,
  type Wishes,
} from '@soundmill/audio'
import type { Screen } from '@soundmill/cli/terminal'
import { shortPath } from '@soundmill/cli/terminal'
import { assertFile } from './assert-file.ts'
import { codeOf } from './file-error.ts'
import type { Outcome } from './outcome.ts'
import { assertApart, publishFiles } from './publish-files.ts'
import { withScratch } from './with-scratch.ts'

export type Work = {
  engine: AudioEngine
  screen: Screen
  wishes: Wishes
  /** Files the wishes were read from. */
  inputs: readonly string[]
  directory: string
  signal: AbortSignal
}

/**
 * Finishes one recording, and never rejects. Its files appear in the directory, as `publishFiles` has it, once all
 * of them are made and verified; before that nothing in it changes, and after a failure or an interruption
 * nothing is left of the attempt.
 */
export async function renderFile(file: string, work: Work): Promise<Outcome> {
  const { screen, directory, signal } = work
  const named = { file: shortPath(file), missed: false }
  screen.line(`\n${named.file}`)
  try {
    await assertFile(file, named.file)
    return await withScratch(directory, (dir) => finish(file, dir, work))
  } catch (error) {
    if (signal.aborted) return { ...named, outcome: 'interrupted' }
    const code = error instanceof AudioError ? error.code : (codeOf(error) ?? 'internal')
    const reason = error instanceof Error ? error.message : String(error)
    return { ...named, outcome: 'failed', code, reason }
  } finally {
    screen.idle()
  }
}

async function finish(file: string, dir: string, work: Work): Promise<Outcome> {
  const { directory, signal, screen } = work
  await assertApart([file, ...work.inputs], directory)
  const wishes = { ...work.wishes, fallbackTitle: parse(file).name }
  const files: ProducedFile[] = []
  const produced = await produceEpisode(work.engine, file, {
    ...{ dir, wishes, signal, onProgress: screen.progress },
    onFile: async (made) => void files.push(made),
  })
  signal.throwIfAborted()
  const removed = await publishFiles(files, directory)
  return succeeded(file, directory, produced, { files, removed })
}

function succeeded(
  file: string,
  directory: string,
  { inspected, findings }: Produced,
  { files, removed }: { files: ProducedFile[]; removed: string[] },
): Outcome {
  const { container, codec, decodedDurationSeconds, loudness } = inspected
  return {
    file: shortPath(file),
    outcome: 'succeeded',
    missed: files.some(({ withinTarget }) => withinTarget === false),
    directory: shortPath(directory),
    removed,
    source: { container, codec, durationSeconds: decodedDurationSeconds, loudness },
    findings,
    files: files.map(({ path: _, ...made }) => made),
  }
}
