import type { Artifact, LoudnessTarget } from '@soundmill/events'
import { z } from 'zod'
import { isInline, type JobView } from '../views/job-view.ts'

const Level = z.number().nullable()

const LevelsJson = z
  .object({ integratedLufs: Level, truePeakDbtp: Level })
  .describe('Null is digital silence')

/** One file to listen to: how loud the recording was, how loud the file is, and how loud it was to be. */
export const DeliveryJson = z.object({
  name: z.string(),
  format: z.string().optional().describe('As the spec asked for it'),
  before: LevelsJson.optional().describe('The first source, as it was brought'),
  after: LevelsJson.describe('The file, decoded again'),
  targetLufs: z.number().optional().describe('Absent, as is `withinTolerance`, when the spec is not at hand'),
  withinTolerance: z.boolean().optional().describe('Loudness and true peak are where they were to be'),
})

/** See the schema of this name. */
export type DeliveryJson = z.infer<typeof DeliveryJson>

/** A clip: its loudness is not aimed at, since it is a piece of what was. */
const isPreview = (name: string) => name.startsWith('preview.')

/** What was delivered, before and after: a line for each rendition that was measured. */
export function deliveryOf(job: JobView): DeliveryJson[] {
  const source = job.inspections[0]?.loudness
  const spec = job.submission?.spec
  const inline = spec && isInline(spec) ? spec : undefined
  return job.artifacts.flatMap((artifact) => {
    const { name, measurements } = artifact
    if (!measurements || isPreview(name)) return []
    const format = inline?.renditions.find((asked) => name.endsWith(`.${asked.format}`))?.format
    return {
      name,
      ...(format !== undefined && { format }),
      ...(source && { before: levelsOf(source) }),
      after: levelsOf(measurements.loudness),
      ...(inline && { targetLufs: inline.loudness.integratedLufs }),
      ...toleranceOf(artifact, inline?.loudness),
    }
  })
}

const levelsOf = ({ integratedLufs, truePeakDbtp }: z.infer<typeof LevelsJson>) => ({
  integratedLufs,
  truePeakDbtp,
})

/** What the worker said, who knew the exact numbers; a worker of an older release did not say. */
function toleranceOf({ withinTarget, measurements }: Artifact, target: LoudnessTarget | undefined) {
  if (withinTarget !== undefined) return { withinTolerance: withinTarget }
  if (!target || !measurements) return {}
  const { integratedLufs, truePeakDbtp } = measurements.loudness
  const isLoud = integratedLufs !== null && isNear(integratedLufs, target)
  return { withinTolerance: isLoud && (truePeakDbtp === null || truePeakDbtp <= target.truePeakDbtp) }
}

const isNear = (lufs: number, { integratedLufs, toleranceLu }: LoudnessTarget) =>
  Math.abs(lufs - integratedLufs) <= toleranceLu
