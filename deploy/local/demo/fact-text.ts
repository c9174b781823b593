import { z } from 'zod'
import { duration, level, size } from '../terminal/numbers.ts'
import { Artifact, Finding, Inspection } from './api.ts'

/** What each fact tells a person beyond its name. Facts of newer versions are shown by name only. */
const TEXTS: Record<string, z.ZodType<string>> = {
  started: z
    .object({ attempt: z.number() })
    .transform(({ attempt }) => (attempt > 1 ? `attempt ${attempt}` : '')),
  inspected: z
    .object({ inspections: z.array(Inspection), findings: z.array(Finding) })
    .transform(({ inspections }) =>
      inspections
        .map(({ codec, decodedDurationSeconds, loudness }) =>
          [
            codec,
            duration(decodedDurationSeconds),
            level(loudness.integratedLufs, 'LUFS'),
            level(loudness.truePeakDbtp, 'dBTP'),
          ].join(', '),
        )
        .join('; '),
    ),
  rendered: Artifact.transform(({ name, bytes, measurements }) =>
    [name, size(bytes), ...(measurements ? [level(measurements.loudness.integratedLufs, 'LUFS')] : [])].join(
      ', ',
    ),
  ),
  'attempt-failed': z.object({ code: z.string(), reason: z.string() }).transform(whatWentWrong),
  finished: z
    .object({ outcome: z.string(), code: z.string().optional(), reason: z.string().optional() })
    .transform((data) =>
      data.code === undefined ? data.outcome : `${data.outcome}: ${whatWentWrong(data)}`,
    ),
}

function whatWentWrong({ code, reason }: { code?: string | undefined; reason?: string | undefined }): string {
  return `${code}: ${reason}`
}

/** A line for a fact as it comes over the event stream: a CloudEvent in JSON. */
export function factText(fact: string, cloudEvent: string): string {
  const { data } = z.object({ data: z.unknown() }).parse(JSON.parse(cloudEvent))
  const text = TEXTS[fact]?.safeParse(data)
  return `${fact.padEnd(14)} ${text?.success ? text.data : ''}`.trimEnd()
}
