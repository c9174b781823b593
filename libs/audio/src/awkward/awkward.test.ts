import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import type { Inspected } from '../inspected.ts'
import { createLanes } from '../render/lanes.ts'
import { codesOf, look, never } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS } from '../testing/signals.ts'
import { BROKEN } from './broken.ts'
import { FILMS } from './films.ts'
import { LISTENED } from './listened.ts'
import type { Kit, Row } from './row.ts'
import { STREAMS } from './streams.ts'
import { WAVS } from './wavs.ts'

const engine = createAudioEngine()
const root = await mkdtemp(join(tmpdir(), 'soundmill-awkward-'))
afterAll(async () => {
  // Those whose tests were left out are looked at all the same.
  await Promise.allSettled(inspections.values())
  await rm(root, { recursive: true })
})

const voice = join(root, 'voice.wav')
beforeAll(() => makeSignal(voice, SIGNALS.speech, { seconds: 3, channels: 1 }))

const bytesOf = (part: Buffer | string) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)

async function kit(): Promise<Kit> {
  const dir = await mkdtemp(join(root, 'row-'))
  const made: Kit['made'] = async (name, ...args) => {
    await ffmpeg('-v', 'error', ...args, join(dir, name))
    return join(dir, name)
  }
  return {
    ...{ dir, voice, made },
    voiceAs: (name, ...options) => made(name, '-i', voice, ...options),
    async written(name, ...parts) {
      await writeFile(join(dir, name), Buffer.concat(parts.map(bytesOf)))
      return join(dir, name)
    },
  }
}

const ROWS: readonly Row[] = [...BROKEN, ...WAVS, ...LISTENED, ...STREAMS, ...FILMS]
const lanes = createLanes(3)

async function inspected(row: Row): Promise<Inspected> {
  const tools = await kit()
  const file = await row.make(tools)
  const out = join(tools.dir, 'out')
  await mkdir(out)
  return look(engine, file, out)
}

const inspections = new Map<Row, Promise<Inspected>>()
beforeAll(() => {
  for (const row of ROWS) {
    const inspection = lanes.run(never, () => inspected(row))
    inspection.catch(() => {})
    inspections.set(row, inspection)
  }
})

describe('an awkward file', () => {
  it.each(ROWS)('has one outcome: $name', async (row) => {
    if ('refused' in row) {
      await expect(inspections.get(row)).rejects.toMatchObject({ name: 'AudioError', code: row.refused })
      return
    }
    const result = await inspections.get(row)
    expect(result && codesOf(result)).toEqual(row.findings)
    if (row.seconds !== undefined) expect(result?.decodedDurationSeconds).toBeCloseTo(row.seconds, 1)
    if (row.declared !== undefined) expect(result?.declaredDurationSeconds).toBeCloseTo(row.declared, 1)
  })
})
