import { PAGE_SORTS, type PageFilters, type PageQuery } from '../store/index.ts'

/** One example of every filter there is: whoever adds one is told here. For tests. */
export const EXAMPLES: { [F in keyof Required<PageFilters>]: NonNullable<PageFilters[F]> } = {
  show: 'two',
  state: 'finished',
  outcome: 'failed',
  code: 'corrupt_input',
  lane: 'normal',
  preset: 'podcast',
  finding: 'clipping',
  sourceSha256: 'ab'.repeat(32),
  words: ['fol', '1'],
  createdAfter: '2026-01-01T00:00:20.000Z',
  createdBefore: '2026-01-01T00:10:00.000Z',
}

/** The examples, each by itself. */
export const ALONE: PageFilters[] = Object.entries(EXAMPLES).map(([name, value]) => ({ [name]: value }))

/** No filter, each, and every two of them together. */
export const UP_TO_TWO: PageFilters[] = [
  {},
  ...ALONE.flatMap((one, index) => ALONE.slice(index).map((other) => ({ ...one, ...other }))),
]

/** Every such list in every order, from somewhere within; those of one filter from the beginning, too. */
export const LISTS: PageQuery[] = PAGE_SORTS.flatMap((sort) => {
  const after = { sequence: 40, ...(sort.endsWith('title') && { title: 'f' }) }
  const first = [{}, ...ALONE].map((filters) => ({ ...filters, sort, limit: 10 }))
  return [...first, ...UP_TO_TWO.map((filters) => ({ ...filters, sort, limit: 10, after }))]
})
