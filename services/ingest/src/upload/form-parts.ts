import type { IncomingMessage } from 'node:http'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import { HttpProblem } from '@soundmill/runtime'
import { malformedMultipart, truncatedUpload } from '../problems.ts'
import { formSizeOf } from './form-size.ts'
import { aborted, onAbort } from './receiving.ts'

/** The parts of a form, one at a time, each to be read before the next one is asked for. */
export type FormParts = {
  /** Undefined after the last one, and only when the form was closed as it should be. */
  next(): Promise<MultipartFile | undefined>
  /** How many bytes the part given last has, were it the last of the form; undefined when nobody can tell. */
  expectedBytes(): number | undefined
}

/** How the parser is to be asked: every part is a stream, however the client sent it, so that we set its limit. */
export const ALL_STREAMS = { isPartAFile: () => true }

/** The whole body is here, so a parser that is at work has its next part at once. */
const SILENCE_MS = 2_000

/** Failures of the parser come out as problems. When the signal aborts, its reason comes out of everything. */
export function formParts(
  parts: AsyncIterable<Multipart>,
  raw: IncomingMessage,
  signal: AbortSignal,
): FormParts {
  const iterator = parts[Symbol.asyncIterator]()
  const interrupted = aborted(signal)
  const size = formSizeOf(raw)
  let isFlowing = false
  let inHand: MultipartFile | undefined
  // One for all parts: those before were read to their ends.
  onAbort(signal, (reason) => inHand?.file.destroy(reason))

  /** The parser takes hold of the body when it is first asked; whoever listened before would make it flow too soon. */
  function ask() {
    const next = iterator.next()
    if (!isFlowing && size) raw.on('data', size.arrived)
    isFlowing = true
    return next
  }

  return {
    expectedBytes: () => size?.expectedBytes(),
    async next() {
      const silence = new AbortController()
      try {
        const stuck = parserIsStuck(raw, silence.signal)
        const { done, value } = await Promise.race([ask(), interrupted, stuck])
        if (done) return undefined
        if (value.type !== 'file') throw new TypeError('the parser was asked for streams')
        inHand = value
        if (signal.aborted) value.file.destroy(signal.reason)
        size?.begin(value.file)
        return value
      } catch (error) {
        throw formProblem(error)
      } finally {
        silence.abort()
      }
    },
  }
}

/**
 * Rejects when the body has ended and the parser has nothing to say about it: busboy never finishes a form
 * whose part has no name. Settles in no other way.
 */
function parserIsStuck(raw: IncomingMessage, heard: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const ended = () => {
      const timer = setTimeout(
        () => reject(malformedMultipart('a part of the form has no Content-Disposition with a name')),
        SILENCE_MS,
      )
      heard.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }
    if (raw.readableEnded) return ended()
    raw.once('end', ended)
    heard.addEventListener('abort', () => raw.off('end', ended), { once: true })
  })
}

/** What the parsers say when the end is missing: Dicer between parts and inside one, the plugin on a lost line. */
const CUT_OFF = /unexpected end of multipart data|terminated early|request was closed/i

/** What a failure of the multipart parser means. Everything it stumbles over is the client's. */
export function formProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const message = error instanceof Error ? error.message : String(error)
  if (CUT_OFF.test(message)) return truncatedUpload(error)
  return malformedMultipart(`the form cannot be read: ${message}`, error)
}
