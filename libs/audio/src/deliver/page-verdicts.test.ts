import { describe, expect, it } from 'vitest'
import { PRESETS } from '../presets.ts'
import { TARGETS } from '../targets.ts'
import { madeFor } from './made-for.ts'
import { verdicts } from './page-verdicts.ts'
import { reportOf } from './report.ts'
import { aFile, anEpisode } from './testing/episodes.ts'

const target = (integratedLufs: number, truePeakDbtp = -1) => ({
  ...{ integratedLufs, truePeakDbtp, toleranceLu: 0.5 },
})
const shown = (changes: Parameters<typeof anEpisode>[0]) => verdicts(reportOf(anEpisode(changes))).text

describe('what files are made for', () => {
  it.each([
    ['Apple', TARGETS.apple, ['apple', 'prx']],
    ['Spotify', TARGETS.spotify, ['spotify']],
    ['EBU R 128', TARGETS['ebu-r128'], ['ebu-r128', 'atsc-a85']],
    ['ATSC A/85', TARGETS['atsc-a85'], ['atsc-a85']],
    ['AES TD1008', TARGETS['aes-td1008'], ['aes-td1008', 'prx']],
    ['PRX', TARGETS.prx, ['aes-td1008', 'prx']],
    ['ACX', PRESETS['audiobook-acx'].loudness, ['aes-td1008', 'prx', 'acx']],
    ['nobody', target(-20.5), []],
  ])('is told by the loudness they were to have: of the target of %s', (_, loudness, profiles) => {
    expect(madeFor(loudness)).toEqual(profiles)
  })
})

describe('the table of verdicts', () => {
  it('shows first and in bold how the files stand, not the recording, to what they were made for', () => {
    const [before = '', after = ''] = shown({}).split('Not made for these')
    expect(before).toContain('These were made for −16.0 LUFS, as for Apple Podcasts and PRX.')
    const row = (title: string) =>
      `<tr><th scope="row">${title}</th><td>does not fit</td><td><b class="pass">✓ pass</b></td>`
    expect(before).toContain(row('Apple Podcasts'))
    expect(before).toContain(row('PRX'))
    expect(before).not.toContain('Spotify')
    expect(after).toContain('<tr><th scope="row">Spotify</th><td>does not fit</td><td>does not fit</td>')
  })

  it('raises no alarm about what nobody asked for', () => {
    const page = shown({})
    expect(page.split('Not made for these')[1]).not.toMatch(/class="|✗|<details open|Why not/)
    expect(page).toContain('<details><summary>Why the others do not fit, and the recording before</summary>')
    expect(page).not.toContain('What did not pass')
  })

  it('says why a file does not pass what it was made for', () => {
    const { measurements } = aFile()
    const loudness = { ...measurements.loudness, truePeakDbtp: 0.3 }
    const page = shown({ files: [aFile({ measurements: { ...measurements, loudness } })] })
    const reason = 'True peak is 0.3 dBTP, but allowed is at most −1.0 dBTP.'
    expect(page).toContain('<details open><summary>What did not pass</summary>')
    expect(page).toContain(`<li>episode.mp3: Apple Podcasts. ${reason}</li>`)
  })

  it('says so where nobody asks for the target', () => {
    const page = shown({ target: target(-20.5) })
    expect(page).toContain('made for −20.5 LUFS, which is a loudness that none of these asks for.')
    expect(page).not.toContain('Made for these')
  })
})
