import { clock, clockMs } from '../chapters/clock.ts'
import { type Markup, markup } from './markup.ts'
import { change, measure, span } from './numbers.ts'
import { table } from './page-tables.ts'
import type { FileReport, Report } from './report.ts'

/** More than a reader looks through; all of them are in report.json. */
const MAX_ROWS = 100

export function findings({ findings }: Report): Markup {
  if (findings.length === 0) return markup`<p>Nothing was noticed that needs your attention.</p>\n`
  const items = findings.map(
    ({ code, detail, artifact }) =>
      markup`<li><b>${artifact ?? 'Recording'}</b>: ${detail} <code>${code}</code></li>\n`,
  )
  return markup`<ul>\n${items}</ul>\n`
}

export function chapters({ chapters }: Report): Markup | undefined {
  if (chapters.length === 0) return undefined
  const rows = chapters
    .slice(0, MAX_ROWS)
    .map(({ startSeconds, title, url }) => [
      clock(startSeconds),
      markup`<bdi>${title}</bdi>`,
      markup`<bdi>${url ?? '—'}</bdi>`,
    ])
  return section(
    'Chapters',
    table(counted(['chapter', 'chapters'], rows, chapters), ['Begins at', 'Title', 'Link'], rows),
  )
}

export function silences({ silences }: Report): Markup | undefined {
  if (silences.length === 0) return undefined
  const rows = silences
    .slice(0, MAX_ROWS)
    .map(({ atSeconds, seconds }) => [clockMs(atSeconds), span(seconds)])
  const where = 'of the recording in which nothing can be heard'
  const caption = counted([`stretch ${where}`, `stretches ${where}`], rows, silences)
  return section('Silences', table(caption, ['Begins at', 'Lasts'], rows))
}

function counted(
  [one, many]: readonly [one: string, many: string],
  shown: readonly unknown[],
  all: readonly unknown[],
): string {
  if (shown.length < all.length) return `The first ${shown.length} of ${all.length} ${many}`
  return all.length === 1 ? `1 ${one}` : `${all.length} ${many}`
}

export function section(title: string, content: Markup): Markup {
  return markup`<section>
<h2>${title}</h2>
${content}</section>
`
}

/** Enough to make the same bytes again. */
export function making({ files, ffmpeg }: Report): Markup {
  return markup`<p>Measured with ffmpeg ${ffmpeg}.</p>
${files.map(made)}`
}

function made({ name, integrity, making, startSeconds }: FileReport): Markup {
  const { gainDb, limitDbfs, trimDb, tries, copied, arguments: words } = making
  const limiter = limitDbfs === undefined ? 'no limiter' : `a limiter at ${measure(limitDbfs, 'dBFS', 2)}`
  const trim = trimDb === 0 ? '' : `, of which ${change(trimDb, 'dB', 2)} make up for the encoder`
  const again = tries > 1 ? ` It was made ${tries} times, because the first missed the target.` : ''
  const how = copied
    ? 'Its packets are those of the recording, copied.'
    : `Made with a gain of ${change(gainDb, 'dB', 2)}${trim}, and ${limiter}.${again}`
  const clip = startSeconds === undefined ? '' : ` It begins at ${clock(startSeconds)} of the episode.`
  return markup`<h3>${name}</h3>
<p>${how}${clip}</p>
<p>Integrity: <code>${integrity}</code></p>
<p>ffmpeg ${making.ffmpeg}: <code>${words.map(quoted).join(' ')}</code></p>
`
}

/** As in a shell, for who wants to try. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
