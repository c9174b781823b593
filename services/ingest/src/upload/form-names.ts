import { malformedMultipart } from '../problems.ts'

const BESIDE = ['spec', 'cover', 'chapters']

/** Whether a form may have such a part besides its recording. */
export const isKnown = (fieldname: string | undefined): boolean => BESIDE.includes(fieldname ?? '')

/** The answer to a part that means nothing here, wherever in the form it stands: a submit button with a name, say. */
export function unexpectedPart(fieldname: string | undefined) {
  const name = JSON.stringify(fieldname ?? '').slice(0, 100)
  const detail = `the form has a part ${name}; it may have "spec", "cover", "chapters" and then "audio", no others`
  return malformedMultipart(detail)
}
