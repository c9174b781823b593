import { newScene } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import * as tell from '../testing/story.ts'
import { latestJob, viewOf } from '../testing/story-view.ts'
import { deliveryOf } from './delivery.ts'

const scene = newScene()
const BEFORE = { integratedLufs: -23.4, loudnessRangeLu: 8, truePeakDbtp: 0.2 }

type Made = { name: string; withinTarget?: boolean; lufs?: number | null; peak?: number | null }

/** A job that made these files of a quiet recording. */
function delivered(files: Made[], spec = tell.submitted(scene).data.spec) {
  const inspected = tell.inspected(scene)
  const inspections = inspected.data.inspections.map((one) => ({ ...one, loudness: BEFORE }))
  const succeeded = tell.succeeded(scene)
  const runId = tell.runOf(scene, 1)
  const artifacts = files.map(({ name, withinTarget, lufs = -16.1, peak = -1.4 }) => {
    const { withinTarget: _, measurements, ...rest } = tell.artifactOf(scene, 1, name)
    if (!measurements) throw new Error('the example was measured')
    const loudness = { integratedLufs: lufs, loudnessRangeLu: 4, truePeakDbtp: peak }
    const told = withinTarget === undefined ? {} : { withinTarget }
    return { ...rest, ...told, measurements: { ...measurements, loudness } }
  })
  const job = latestJob(
    viewOf([
      tell.submitted(scene, { spec }),
      tell.started(scene),
      { ...inspected, data: { ...inspected.data, inspections } },
      { ...succeeded, data: { outcome: 'succeeded', attempt: 1, runId, artifacts, findings: [] } },
    ]),
  )
  if (!job) throw new Error('there is a job')
  return deliveryOf(job)
}

describe('what was delivered', () => {
  it('is told for each file to listen to: before, after, and where it was to be', () => {
    expect(delivered([{ name: 'episode.mp3', withinTarget: true }, { name: 'preview.mp3' }])).toEqual([
      {
        name: 'episode.mp3',
        format: 'mp3',
        before: { integratedLufs: -23.4, truePeakDbtp: 0.2 },
        after: { integratedLufs: -16.1, truePeakDbtp: -1.4 },
        targetLufs: -16,
        withinTolerance: true,
      },
    ])
  })

  it.each([
    ['is what the worker said it is', { withinTarget: false }, false],
    ['is reckoned where no worker said', {}, true],
    ['is missed by what is too loud', { lufs: -15.4 }, false],
    ['is missed by what is too quiet', { lufs: -16.6 }, false],
    ['is missed by a peak that is too high', { peak: -0.9 }, false],
    ['is missed by silence', { lufs: null, peak: null }, false],
  ])('%s', (_, made, withinTolerance) => {
    expect(delivered([{ name: 'episode.mp3', ...made }])).toMatchObject([{ withinTolerance }])
  })

  it('has no target where the spec is not at hand', () => {
    const [line] = delivered([{ name: 'episode.mp3' }], { blob: 'spec/x', sha256: 'ab'.repeat(32) })
    expect(line).toMatchObject({ name: 'episode.mp3', before: {}, after: {} })
    for (const absent of ['format', 'targetLufs', 'withinTolerance']) expect(line).not.toHaveProperty(absent)
  })
})
