import { decode, type EpisodeEvent, type Subjects } from '@soundmill/events'
import type { ConsumerInfo, JetStreamManager, StoredMsg, StreamInfo } from 'nats'
import type { LogState, Position, Recorded } from '../index.ts'
import type { Connection } from './connection.ts'
import { epochOf } from './epoch.ts'
import { isNoMessage } from './errors.ts'

const REQUEST_MS = 2_000

/** How a position is written for the world: opaque there, two parts here. */
export const positionOf = (epoch: string, sequence: number): Position => `${epoch}-${sequence}`

/** The stream, read straight from its leader: what it answers is what stands. */
export interface Stream {
  info(): Promise<StreamInfo>
  state(): Promise<LogState>
  /** As of the last time the server was asked; asks when it never was. */
  epoch(): Promise<string>
  /** Undefined when there is no message at this sequence, or none that matches. */
  message(
    query: { seq: number } | { last_by_subj: string } | { seq: number; next_by_subj: string },
  ): Promise<StoredMsg | undefined>
  consumer(durable: string): Promise<ConsumerInfo>
  /** Throws UnreadableEventError or UnknownEventError. */
  recorded(message: StoredMsg): Promise<Recorded>
  position(event: EpisodeEvent, sequence: number): Promise<Recorded>
}

export function openStream(connection: Connection, subjects: Subjects): Stream {
  let known: Promise<LogState> | undefined
  connection.onReconnect(() => {
    known = undefined
  })

  async function ask<T>(question: (jsm: JetStreamManager) => Promise<T>): Promise<T> {
    try {
      const nc = await connection.get()
      return await question(await nc.jetstreamManager({ checkAPI: false, timeout: REQUEST_MS }))
    } catch (err) {
      throw connection.failed(err)
    }
  }

  const info = () => ask((jsm) => jsm.streams.info(subjects.stream))

  async function state(): Promise<LogState> {
    const { created, state: at, config } = await info()
    const fill = config.max_bytes > 0 ? at.bytes / config.max_bytes : 0
    const answer = { epoch: epochOf(String(created), config.description), lastSequence: at.last_seq, fill }
    known = Promise.resolve(answer)
    return answer
  }

  const epoch = async () => (await (known ?? state())).epoch
  const position = async (event: EpisodeEvent, sequence: number) => ({
    event,
    sequence,
    position: positionOf(await epoch(), sequence),
  })

  return {
    info,
    state,
    epoch,
    position,
    consumer: (durable) => ask((jsm) => jsm.consumers.info(subjects.stream, durable)),
    message: (query) =>
      ask(async (jsm) => {
        try {
          return await jsm.streams.getMessage(subjects.stream, query)
        } catch (err) {
          if (isNoMessage(err)) return undefined
          throw err
        }
      }),
    recorded: (message) => position(decode(message.data), message.seq),
  }
}
