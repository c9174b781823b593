import { z } from 'zod'
import { Envelope, MAX_EVENT_BYTES } from './envelope.ts'
import { EpisodeEvent, isFact, VERSIONS } from './episode-event.ts'
import { LANE_CHANGED_VERSION, LaneChanged } from './lanes.ts'
import { upcast } from './upcast.ts'

/** Not an event of ours, or a broken one. Nothing newer could read it either. */
export class UnreadableEventError extends Error {
  override name = 'UnreadableEventError'
}

/** A fact or a version from the future: a newer release understands it. */
export class UnknownEventError extends Error {
  override name = 'UnknownEventError'
}

/** Bytes off the wire to an event one can trust. Throws UnreadableEventError or UnknownEventError. */
export function decode(bytes: Uint8Array): EpisodeEvent {
  const { envelope, fact: named, version: written } = opened(bytes, 'episode')
  const { fact, version, data } = upcast({ fact: named, version: written, data: envelope.data })
  if (!isFact(fact) || version > VERSIONS[fact]) throw new UnknownEventError(`unknown type ${envelope.type}`)
  const [show, episode, job] = envelope.subject.split('/')
  const { id, time, traceparent } = envelope
  const source = speakerOf(envelope)
  return checked(EpisodeEvent, { fact, id, source, time, traceparent, show, episode, job, data })
}

/** As `decode`, for what is said of a lane. */
export function decodeLaneChanged(bytes: Uint8Array): LaneChanged {
  const { envelope, fact, version } = opened(bytes, 'lane')
  if (fact !== 'changed' || version > LANE_CHANGED_VERSION)
    throw new UnknownEventError(`unknown type ${envelope.type}`)
  const { id, time, subject: lane, data } = envelope
  return checked(LaneChanged, { id, source: speakerOf(envelope), time, lane, data })
}

/** The envelope of something said of an episode, or of a lane, and what its type tells. */
function opened(bytes: Uint8Array, about: 'episode' | 'lane') {
  const envelope = checked(Envelope, parse(bytes))
  const [, kind, name = ''] = envelope.type.split('.', 3)
  if (kind !== about) throw new UnreadableEventError(`${envelope.type} is not said of an ${about}`)
  return { envelope, fact: name, version: Number(envelope.type.split('.v').at(-1)) }
}

const speakerOf = ({ source }: z.infer<typeof Envelope>) => source.slice('/soundmill/'.length)

function parse(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_EVENT_BYTES)
    throw new UnreadableEventError(`${bytes.length} bytes is no event of ours`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new UnreadableEventError('not JSON', { cause })
  }
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value)
  if (!result.success) throw new UnreadableEventError(z.prettifyError(result.error), { cause: result.error })
  return result.data
}
