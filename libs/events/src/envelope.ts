import { z } from 'zod'
import { EpisodeEvent, isJobEvent, VERSIONS } from './episode-event.ts'
import { LANE_CHANGED_VERSION, LaneChanged } from './lanes.ts'

/** What CloudEvents 1.0 (structured JSON) asks of every event, and what we add. */
export const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().regex(/^\/soundmill\/[a-z]+$/),
  type: z.string().regex(/^soundmill\.(episode|lane)\.[a-z-]+\.v[1-9]\d*$/),
  /** `<show>/<episode>/<job>`, no job when the whole episode is meant; or the name of a lane. */
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  traceparent: z.string().optional(),
  data: z.unknown(),
})

export const CONTENT_TYPE = 'application/cloudevents+json'

/** Longer things go to a blob and are referenced: an event must stay cheap for everybody who follows. */
export const MAX_EVENT_BYTES = 64 * 1024

export class EventTooLargeError extends Error {
  override name = 'EventTooLargeError'
}

/**
 * The event as JSON of a CloudEvent, with what its schema knows and nothing else. Throws EventTooLargeError
 * beyond 64 KiB and a ZodError for what no reader would accept: an event that cannot be read is for ever.
 */
export function encode(said: EpisodeEvent): Uint8Array {
  const event = EpisodeEvent.parse(said)
  const type = `soundmill.episode.${event.fact}.v${VERSIONS[event.fact]}`
  return wrap(event, type, [event.show, event.episode, ...(isJobEvent(event) ? [event.job] : [])].join('/'))
}

/** As `encode`, for what is said of a lane. */
export function encodeLaneChanged(said: LaneChanged): Uint8Array {
  const event = LaneChanged.parse(said)
  return wrap(event, `soundmill.lane.changed.v${LANE_CHANGED_VERSION}`, event.lane)
}

type Contents = { id: string; source: string; time: string; traceparent?: string | undefined; data: unknown }

function wrap({ id, source, time, traceparent, data }: Contents, type: string, subject: string): Uint8Array {
  const envelope: z.infer<typeof Envelope> = {
    specversion: '1.0',
    id,
    source: `/soundmill/${source}`,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema: `urn:soundmill:schema:${type}`,
    ...(traceparent && { traceparent }),
    data,
  }
  const bytes = new TextEncoder().encode(JSON.stringify(envelope))
  if (bytes.length > MAX_EVENT_BYTES) {
    throw new EventTooLargeError(`${type} is ${bytes.length} bytes; an event has at most ${MAX_EVENT_BYTES}`)
  }
  return bytes
}
