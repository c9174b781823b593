import { z } from 'zod'
import { Artifact, Finding, Inspection, Text } from '../api/answers.ts'
import { parsed } from '../api/api.ts'
import { duration, level, size } from '../terminal/numbers.ts'
import { printable } from '../terminal/printable.ts'

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
  'attempt-failed': z.object({ code: Text, reason: Text }).transform(whatWentWrong),
  finished: z
    .object({ outcome: Text, code: Text.optional(), reason: Text.optional() })
    .transform(({ outcome, code, reason }) => {
      if (code === undefined) return outcome
      // Not "canceled: canceled: canceled by request".
      const own = code === outcome ? undefined : code
      if (own === undefined && reason?.startsWith(outcome)) return reason
      return [outcome, own, reason].filter((part) => part !== undefined).join(': ')
    }),
}

function whatWentWrong({ code, reason }: { code?: string | undefined; reason?: string | undefined }): string {
  return [code, reason].filter((part) => part !== undefined).join(': ')
}

/** What a fact tells beyond its name; nothing where that is not known. */
export function factData(fact: string, data: unknown): string {
  const text = TEXTS[fact]?.safeParse(data)
  return text?.success ? text.data : ''
}

/** A line for a fact as it comes over the event stream: a CloudEvent in JSON. */
export function factText(fact: string, cloudEvent: string): string {
  const event = z.object({ data: z.unknown() }).safeParse(parsed(cloudEvent))
  return `${printable(fact).padEnd(14)} ${factData(fact, event.data?.data)}`.trimEnd()
}
