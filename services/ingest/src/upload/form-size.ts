import type { IncomingMessage } from 'node:http'

/** What is known of a form, in bytes, while its last part is arriving. */
export type FormBytes = {
  /** Of the whole form, as declared. */
  form: number
  /** In front of the part's content: parts before it, and its own headers. What a parser holds back counts, too. */
  before: number
  /** Of the part's content so far. */
  content: number
  boundary: string
}

/**
 * How many bytes the last part of a form will have: all that is not in front of it or its closing delimiter. Those
 * that write no line end behind that have two bytes more; what comes after it is taken for content.
 */
export function lastPartBytes({ form, before, content, boundary }: FormBytes): number {
  const closing = `\r\n--${boundary}--\r\n`.length
  return Math.max(content, form - before - closing)
}

/** As much of a part of the parser as is needed to tell how far it is. */
export type PartProgress = { readonly bytesRead: number }

export type FormSize = ReturnType<typeof createFormSize>

/**
 * Follows how much of a form has arrived, and how much of that belongs to its part in hand; the difference is
 * smallest just when the parser holds nothing back, and then it is what stands in front.
 */
export function createFormSize({ form, boundary }: { form: number; boundary: string }) {
  let arrived = 0
  let part: PartProgress | undefined
  let before = Number.POSITIVE_INFINITY

  function look() {
    if (part) before = Math.min(before, arrived - part.bytesRead)
  }

  return {
    /** To be called with each piece of the body after the parser was given it. */
    arrived(piece: Uint8Array) {
      arrived += piece.length
      look()
    },
    /** From now on it is about this part. */
    begin(next: PartProgress) {
      part = next
      before = Number.POSITIVE_INFINITY
      look()
    },
    /** Of the part in hand, were it the last; undefined while there is none. An expectation, which may be wrong. */
    expectedBytes(): number | undefined {
      look()
      return part && lastPartBytes({ form, before, content: part.bytesRead, boundary })
    },
  }
}

const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i

/** Undefined when the client did not declare how long its form is. */
export function formSizeOf({ headers }: IncomingMessage): FormSize | undefined {
  const [, quoted, plain] = BOUNDARY.exec(headers['content-type'] ?? '') ?? []
  const form = Number(headers['content-length'])
  const boundary = quoted ?? plain
  return boundary !== undefined && Number.isSafeInteger(form) ? createFormSize({ form, boundary }) : undefined
}
