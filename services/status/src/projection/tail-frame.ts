import { type EpisodeEvent, encode } from '@soundmill/events'

/**
 * A fact as a server-sent event: its CloudEvent, without the keys of the blob store. Throws, as `encode` does,
 * for what no reader of the log would accept.
 */
export function factFrame(event: EpisodeEvent, position: string): Buffer {
  const envelope: unknown = JSON.parse(new TextDecoder().decode(encode(event)))
  return Buffer.from(`id: ${position}\nevent: ${event.fact}\ndata: ${withoutKeys(envelope)}\n\n`)
}

/** Where bytes are kept is nobody's business, wherever in a fact it is named. */
const withoutKeys = (said: unknown): string =>
  JSON.stringify(said, (name, value: unknown) => (name === 'blob' ? undefined : value))
