import { z } from 'zod'
import { parsed } from '../api/api.ts'
import type { Audience } from './show-events.ts'

const Progress = z.object({ job: z.string() })
const Fact = z.object({ subject: z.string() })

/** Tells what is of this job, or of its whole episode; what earlier jobs did is left out. */
export function ofJob(job: string, tell: Audience): Audience {
  return (message) => {
    const of = jobOf(message.event, parsed(message.data))
    if (of === undefined || of === job) tell(message)
  }
}

/** The subject of a fact is `show/episode/job`, without the last for one of the whole episode. */
function jobOf(event: string, body: unknown): string | undefined {
  if (event === 'progress') return Progress.safeParse(body).data?.job
  return Fact.safeParse(body).data?.subject.split('/')[2]
}
