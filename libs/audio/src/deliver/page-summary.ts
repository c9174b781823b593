import { type FinishedEpisode, isRendition } from './finished-episode.ts'
import type { Verdict } from './judge.ts'
import { type Markup, markup } from './markup.ts'
import { change, listed, measure, span } from './numbers.ts'
import type { FileReport, Report } from './report.ts'

/** What somebody wants to know who reads only one paragraph. */
export function summary(episode: FinishedEpisode, report: Report): Markup {
  const { recording } = report
  const renditions = report.files.filter(({ kind }) => kind === 'rendition')
  return markup`<p>${theRecording(episode)}</p>
<ul>
${renditions.map((file) => markup`<li>${theFile(file, recording.loudness.integratedLufs)}</li>\n`)}</ul>
<p>${standing(renditions, report)} ${noticed(report.findings.length)}</p>
`
}

function theRecording({ inspected, files, target }: FinishedEpisode): string {
  const { codec, channels, sampleRateHz, decodedDurationSeconds, loudness } = inspected
  const what = `${codec.toUpperCase().replaceAll('_', ' ')}, ${channelsOf(channels)}, ${kilohertz(sampleRateHz)}`
  const goal = `${measure(target.integratedLufs, 'LUFS')} with peaks of at most ${measure(target.truePeakDbtp, 'dBTP')}`
  const made = files.filter(isRendition).length
  return (
    `The recording (${what}) is ${span(decodedDurationSeconds)} long. Its loudness was ` +
    `${measure(loudness.integratedLufs, 'LUFS')} with peaks of ${measure(loudness.truePeakDbtp, 'dBTP')}; ` +
    `the target is ${goal}. ${made === 1 ? 'One file was' : `${made} files were`} made of it, decoded again and measured:`
  )
}

function theFile({ name, measurements, making, withinTarget }: FileReport, before: number | null): Markup {
  const { integratedLufs, truePeakDbtp } = measurements.loudness
  const levels = `${measure(integratedLufs, 'LUFS')}, peaks of ${measure(truePeakDbtp, 'dBTP')}`
  const changed =
    before === null || integratedLufs === null ? '' : ` (${change(integratedLufs - before, 'LU')})`
  const outcome = withinTarget ? 'the target is met' : 'the target is missed'
  const copied = making.copied ? '; it was copied from the recording without encoding it again' : ''
  return markup`<b>${name}</b>: ${measure(before, 'LUFS')} → ${levels}${changed}, ${outcome}${copied}.`
}

/** Who takes all files, and who takes none although they were made for it; the rest is in the table. */
function standing(files: readonly FileReport[], { recording, madeFor }: Report): string {
  if (files.length === 0) return ''
  const all = (verdict: Verdict, profile: string) =>
    files.every(({ profiles = [] }) =>
      profiles.some((judgement) => judgement.profile === profile && judgement.verdict === verdict),
    )
  const passed = recording.profiles.filter(({ profile }) => all('pass', profile))
  const failed = recording.profiles.filter(({ profile }) => madeFor.includes(profile) && all('fail', profile))
  const [met, missed] = [passed.map(({ title }) => title), failed.map(({ title }) => title)]
  const single = files.length === 1
  const sentences = [
    met.length > 0 && `${single ? 'The file' : 'Every file'} meets ${listed(met)}.`,
    missed.length > 0 && `${single ? 'The file does not meet' : 'No file meets'} ${listed(missed, 'or')}.`,
  ]
  return sentences.filter((sentence) => sentence !== false).join(' ')
}

function noticed(findings: number): string {
  if (findings === 0) return 'Nothing else was noticed.'
  return findings === 1 ? 'One thing was noticed, see below.' : `${findings} things were noticed, see below.`
}

export function channelsOf(channels: number): string {
  if (channels > 2) return `${channels} channels`
  return channels === 1 ? 'mono' : 'stereo'
}

export function kilohertz(sampleRateHz: number): string {
  return `${sampleRateHz / 1000} kHz`
}
