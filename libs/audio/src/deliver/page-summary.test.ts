import { describe, expect, it } from 'vitest'
import type { FinishedEpisode } from './finished-episode.ts'
import { summary } from './page-summary.ts'
import { reportOf } from './report.ts'
import { aFile, anEpisode } from './testing/episodes.ts'

const said = (changes: Partial<FinishedEpisode>) => {
  const episode = anEpisode(changes)
  return summary(episode, reportOf(episode)).text
}

const { measurements } = aFile()
const loud = aFile({
  measurements: { ...measurements, loudness: { ...measurements.loudness, integratedLufs: -12 } },
})

describe('the first paragraph of the report', () => {
  it('speaks of one file as one, and of many as many', () => {
    expect(said({ files: [aFile()] })).toContain('The file meets Apple Podcasts and PRX.')
    expect(said({ files: [aFile(), aFile()] })).toContain('Every file meets Apple Podcasts and PRX.')
    expect(said({ files: [] })).not.toMatch(/meets?\b/)
  })

  it('names what was missed with "or", and only what the files were made for', () => {
    expect(said({ files: [loud] })).toContain('The file does not meet Apple Podcasts or PRX.')
    expect(said({ files: [loud, loud] })).toContain('No file meets Apple Podcasts or PRX.')
    expect(said({ files: [loud, aFile()] })).not.toMatch(/meets?\b/)
  })

  it('says that the target was met when the engine did, and decides nothing itself', () => {
    expect(said({ files: [aFile({ withinTarget: false })] })).toContain('the target is missed')
    expect(said({ files: [{ ...loud, withinTarget: true }] })).toContain('the target is met')
  })
})
