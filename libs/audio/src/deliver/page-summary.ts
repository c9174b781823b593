import { type Delivery, isRendition } from './delivery.ts'
import type { Judgement } from './judge.ts'
import { type Markup, markup } from './markup.ts'
import { change, listed, measure, span } from './numbers.ts'
import type { FileReport, Report } from './report.ts'

/** What somebody wants to know who reads only one paragraph. */
export function summary(delivery: Delivery, report: Report): Markup {
  const { recording } = report
  const renditions = report.files.filter(({ profiles }) => profiles !== undefined)
  return markup`<p>${theRecording(delivery)}</p>
<ul>
${renditions.map((file) => markup`<li>${theFile(file, recording.loudness.integratedLufs, delivery)}</li>\n`)}</ul>
<p>${standing(renditions)} ${noticed(report.findings.length)}</p>
`
}

function theRecording({ inspected, files, target }: Delivery): string {
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

function theFile(
  { name, measurements, making }: FileReport,
  before: number | null,
  { target }: Delivery,
): Markup {
  const { integratedLufs, truePeakDbtp } = measurements.loudness
  const levels = `${measure(integratedLufs, 'LUFS')}, peaks of ${measure(truePeakDbtp, 'dBTP')}`
  const changed =
    before === null || integratedLufs === null ? '' : ` (${change(integratedLufs - before, 'LU')})`
  const off = integratedLufs === null ? Infinity : Math.abs(integratedLufs - target.integratedLufs)
  const kept = off <= target.toleranceLu + 1e-6 && (truePeakDbtp ?? -Infinity) <= target.truePeakDbtp + 1e-6
  const outcome = kept ? 'the target is met' : 'the target is missed'
  const copied = making.copied ? '; it was copied from the recording without encoding it again' : ''
  return markup`<b>${name}</b>: ${measure(before, 'LUFS')} → ${levels}${changed}, ${outcome}${copied}.`
}

/** Only who takes all files and who takes none; the rest is in the table. */
function standing(files: readonly FileReport[]): string {
  const titles = (files[0]?.profiles ?? []).map(({ title }) => title)
  const verdicts = (title: string) => files.flatMap(({ profiles }) => verdictOf(profiles, title))
  const passed = titles.filter((title) => verdicts(title).every((verdict) => verdict === 'pass'))
  const failed = titles.filter((title) => verdicts(title).every((verdict) => verdict === 'fail'))
  const sentences = [
    passed.length > 0 && `Every file meets ${listed(passed)}.`,
    failed.length > 0 && `No file meets ${listed(failed)}.`,
  ]
  return sentences.filter((sentence) => sentence !== false).join(' ')
}

function verdictOf(profiles: readonly Judgement[] | undefined, title: string) {
  return (profiles ?? []).filter((profile) => profile.title === title).map(({ verdict }) => verdict)
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
