import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAudioError } from '../audio-error.ts'
import { createAudioEngine } from '../create-audio-engine.ts'
import { createLanes } from '../render/lanes.ts'
import { never, produce, type Rendered } from '../testing/jobs.ts'
import { md5OfSamples, streamInfo } from './flac-md5.ts'

const { SOUNDMILL_TEST_CORPUS: corpus } = process.env
const engine = createAudioEngine()
const renditions = [{ format: 'mp3' as const, bitrateKbps: 64 as const }]
const DEADLINE_MS = 60_000

/** Codes that blame the file, and those of a limit; none of ours. */
const REFUSED =
  /^(not_audio|no_audio_stream|unsupported_codec|unsupported_container|corrupt_input|truncated_input|empty_input|limit_exceeded:.*)$/

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('README'))
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort()
}

const root = await mkdtemp(join(tmpdir(), 'soundmill-corpus-'))
afterAll(() => rm(root, { recursive: true }))

/** Two at a time: that is what the smallest machines have cores for. */
const lanes = createLanes(2)
const outcomes = new Map<string, Promise<Rendered | Error>>()

function begin(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const work = async () => {
      const dir = await mkdtemp(join(root, 'file-'))
      return produce(engine, join(folder, name), dir, { renditions })
    }
    outcomes.set(name, lanes.run(never, work).catch(asAudioError))
  }
}

async function assertOutcome(folder: string, name: string): Promise<void> {
  const outcome = await outcomes.get(name)
  if (outcome instanceof Error) {
    expect(outcome).toMatchObject({ code: expect.stringMatching(REFUSED) })
    return
  }
  expect(outcome).toMatchObject({ files: [{ name: 'episode.mp3' }] })
  const file = join(folder, name)
  const claimed = /faulty_/.test(name) ? undefined : await streamInfo(file)
  if (claimed) expect(await md5OfSamples(file, claimed.bits)).toBe(claimed.md5)
}

if (corpus === undefined) {
  describe('a corpus of awkward files', () => {
    it('is tried where SOUNDMILL_TEST_CORPUS names its folder', ({ skip }) => {
      skip('SOUNDMILL_TEST_CORPUS is not set: the folder of a corpus of awkward files')
    })
  })
} else {
  const names = await filesOf(corpus)
  describe('a file of the corpus', () => {
    beforeAll(() => begin(corpus, names))

    it.each(names)('has one outcome, a code or a verified rendition: %s', { timeout: DEADLINE_MS }, (name) =>
      assertOutcome(corpus, name),
    )
  })
}
