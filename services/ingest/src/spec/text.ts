import { z } from 'zod'

/** Of a title or a name: C0 and C1 control characters and lone surrogates break tags, terminals and UTF-8. */
const CONTROL = /[\p{Cc}\p{Cs}]/u

/** A description may have lines and tabs; nothing else of the kind. */
const CONTROL_BUT_LAYOUT = /[^\P{Cc}\n\r\t]|\p{Cs}/u

/** One line of text from a client, at most `max` UTF-16 units, as long as JavaScript counts. */
export const line = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !CONTROL.test(text), 'must not contain control characters or broken Unicode')

/** Text of several lines, at most `max` UTF-16 units. */
export const paragraphs = (max: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine(
      (text) => !CONTROL_BUT_LAYOUT.test(text),
      'must not contain control characters (but line breaks and tabs) or broken Unicode',
    )
