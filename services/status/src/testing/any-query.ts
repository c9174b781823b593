import fc from 'fast-check'
import { PAGE_SORTS, type PageQuery } from '../store/index.ts'
import { EPISODE_STATES } from '../views/episode-view.ts'
import { OUTCOMES } from '../views/job-view.ts'
import { OFTEN } from './any-episode.ts'
import { timeAt } from './story.ts'

const aTime = fc.integer({ min: 0, max: 60 }).map(timeAt)

/** Any list of episodes: usually of few conditions, so that it has something in it. */
export const anyQuery: fc.Arbitrary<PageQuery> = fc
  .record({
    filters: fc.record(
      {
        show: fc.constantFrom(...OFTEN.shows),
        state: fc.constantFrom(...EPISODE_STATES),
        outcome: fc.constantFrom(...OUTCOMES),
        code: fc.constantFrom(...OFTEN.codes),
        lane: fc.constantFrom(...OFTEN.lanes),
        preset: fc.constantFrom(...OFTEN.presets),
        finding: fc.constantFrom(...OFTEN.findings),
        sourceSha256: fc.constantFrom(...OFTEN.sources),
        words: fc.array(fc.constantFrom(...OFTEN.beginnings), { minLength: 1, maxLength: 2 }),
        createdAfter: aTime,
        createdBefore: aTime,
      },
      { requiredKeys: [] },
    ),
    kept: fc.array(fc.nat(10), { maxLength: 2 }),
    sort: fc.constantFrom(...PAGE_SORTS),
    limit: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ filters, kept, ...rest }) => {
    const named = Object.entries(filters).filter((_, at) => kept.includes(at))
    return { ...Object.fromEntries(named), ...rest }
  })
