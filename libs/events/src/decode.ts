import { z } from 'zod'
import { Envelope, MAX_EVENT_BYTES } from './envelope.ts'
import { EpisodeEvent, isFact, VERSIONS } from './episode-event.ts'
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
  const envelope = checked(Envelope, parse(bytes))
  const { fact, version, data } = upcast({ ...nameAndVersion(envelope.type), data: envelope.data })
  if (!isFact(fact) || version > VERSIONS[fact]) throw new UnknownEventError(`unknown type ${envelope.type}`)
  const [show, episode, job] = envelope.subject.split('/')
  const { id, time, traceparent } = envelope
  const source = envelope.source.slice('/soundmill/'.length)
  return checked(EpisodeEvent, { fact, id, source, time, traceparent, show, episode, job, data })
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_EVENT_BYTES)
    throw new UnreadableEventError(`${bytes.length} bytes is no event of ours`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new UnreadableEventError('not JSON', { cause })
  }
}

function nameAndVersion(type: string): { fact: string; version: number } {
  const [fact, v] = type.slice('soundmill.episode.'.length).split('.v')
  return { fact: fact ?? '', version: Number(v) }
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value)
  if (!result.success) throw new UnreadableEventError(z.prettifyError(result.error), { cause: result.error })
  return result.data
}
