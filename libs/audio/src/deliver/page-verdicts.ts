import type { Judgement, Verdict } from './judge.ts'
import { type Markup, markup } from './markup.ts'
import { listed, measure } from './numbers.ts'
import { type Group, groupedTable } from './page-tables.ts'
import type { Report } from './report.ts'

/** Readable without colours: a sign and a word. */
const WORDS: Record<Verdict, string> = { pass: '✓ pass', warn: '! warn', fail: '✗ fail' }

/** Of what nobody asked for, and of the recording as it came: worth knowing, and no fault. */
const ASIDE: Record<Verdict, string> = {
  pass: 'fits',
  warn: 'fits, with reservations',
  fail: 'does not fit',
}

type Judged = { name: string; profiles: readonly Judgement[] }

/**
 * Every profile against the recording and each rendition: first what the files were made for, then the others.
 * Under it, why, for whatever did not pass.
 */
export function verdicts(report: Report): Markup {
  const { recording, files } = report
  const before: Judged = { name: 'Recording (before)', profiles: recording.profiles }
  const after: Judged[] = files.flatMap(({ name, profiles }) => (profiles ? [{ name, profiles }] : []))
  const isMeant = ({ profile }: Judgement) => report.madeFor.includes(profile)
  const isOther = (judgement: Judgement) => !isMeant(judgement)
  const groups: Group[] = [
    { title: 'Made for these', rows: rows(recording.profiles.filter(isMeant), after, loud) },
    { title: 'Not made for these', rows: rows(recording.profiles.filter(isOther), after, quiet) },
  ]
  const heads = ['Delivery to', ...[before, ...after].map(({ name }) => name)]
  return markup`<p>${purpose(report)}</p>
${groupedTable('How the recording and each file stand', heads, groups)}
${shortcomings(reasons(after, isMeant))}<details><summary>Why the others do not fit, and the recording before</summary>
<ul>
${items([...reasons(after, isOther), ...reasons([before], () => true)])}</ul>
</details>
`
}

function purpose({ target, recording, madeFor }: Report): string {
  const titles = recording.profiles.flatMap(({ profile, title }) =>
    madeFor.includes(profile) ? [title] : [],
  )
  const loudness = measure(target.integratedLufs, 'LUFS')
  const asked =
    titles.length > 0 ? `as for ${listed(titles)}` : 'which is a loudness that none of these asks for'
  return `Each delivery asks for a loudness of its own, so no file can meet them all. These were made for ${loudness}, ${asked}.`
}

type Word = (judgement: Judgement) => Markup | string

const loud: Word = ({ verdict }) => markup`<b class="${verdict}">${WORDS[verdict]}</b>`
const quiet: Word = ({ verdict }) => ASIDE[verdict]

/** How the recording stands to each of these profiles, and then each file. */
function rows(recording: readonly Judgement[], files: readonly Judged[], word: Word): Group['rows'] {
  return recording.map((before) => {
    const after = files.map(({ profiles }) => profiles.find(({ profile }) => profile === before.profile))
    return [before.title, quiet(before), ...after.map((judgement) => (judgement ? word(judgement) : '—'))]
  })
}

/** Open, because it is about what was wanted. */
function shortcomings(found: readonly Reason[]): Markup | undefined {
  if (found.length === 0) return undefined
  return markup`<details open><summary>What did not pass</summary>
<ul>
${items(found)}</ul>
</details>
`
}

function items(found: readonly Reason[]): Markup[] {
  return found.map(([reason, names]) => markup`<li>${listed(names)}: ${reason}</li>\n`)
}

type Reason = [reason: string, names: string[]]

/** What did not pass and why, and of which files that is true, each reason once. */
function reasons(judged: readonly Judged[], about: (judgement: Judgement) => boolean): Reason[] {
  const names = new Map<string, string[]>()
  for (const { name, profiles } of judged) {
    for (const { title, checks } of profiles.filter(about)) {
      const bad = checks.filter(({ verdict }) => verdict !== 'pass').map(({ detail }) => detail)
      const reason = `${title}. ${bad.join(' ')}`
      if (bad.length > 0) names.set(reason, [...(names.get(reason) ?? []), name])
    }
  }
  return [...names]
}
