import type { PageQuery } from '../store/index.ts'
import { type EpisodeView, jobOf } from '../views/episode-view.ts'
import { isInline } from '../views/job-view.ts'
import { wordsOf } from '../views/words.ts'

/** What a list is, told once more and as plainly as possible: what stores are compared with. For tests. */
export function naiveList(views: EpisodeView[], query: PageQuery): EpisodeView[] {
  const { sort = '-createdAt' } = query
  const up = [...views.filter((view) => isAsked(view, query))].sort(BY[sort.replace('-', '')])
  return sort.startsWith('-') ? up.reverse() : up
}

const BY: Record<string, (a: EpisodeView, b: EpisodeView) => number> = {
  createdAt: (a, b) => a.firstSequence - b.firstSequence,
  updatedAt: (a, b) => a.sequence - b.sequence,
  title: (a, b) => compareText(titleOf(a), titleOf(b)) || a.firstSequence - b.firstSequence,
}

const textsOf = (view: EpisodeView): string[] =>
  view.state === 'deleted' ? [] : [view.title ?? '', ...view.sources.map(({ filename }) => filename)]

function titleOf(view: EpisodeView): string {
  if (view.state === 'deleted') return ''
  return (view.title ?? view.sources[0]?.filename ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
    .join(' ')
}

/** By code points, which is the order of the bytes of UTF-8. */
function compareText(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0))
  if (!left || !right) return 0
  const at = left.findIndex((letter, index) => letter !== right[index])
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}

function isAsked(view: EpisodeView, query: PageQuery): boolean {
  const latest = jobOf(view, view.latest)
  const status = latest?.status
  const spec = latest?.submission?.spec
  const told = (jobOf(view, view.published) ?? latest)?.findings ?? []
  const words = textsOf(view).flatMap(wordsOf)
  const { createdAfter = '', createdBefore = '9' } = query
  const same = (asked: string | undefined, ...found: (string | undefined)[]) =>
    asked === undefined || found.includes(asked)
  return [
    query.state === undefined ? view.state !== 'deleted' : view.state === query.state,
    same(query.show, view.show),
    same(query.outcome, status && 'outcome' in status ? status.outcome : undefined),
    same(query.code, status && 'code' in status ? status.code : undefined),
    same(query.lane, latest?.submission?.lane),
    same(query.preset, spec && isInline(spec) ? spec.preset : undefined),
    same(query.finding, ...told.map(({ code }) => code)),
    same(query.sourceSha256, ...view.sources.map(({ sha256 }) => sha256)),
    (query.words ?? []).every((beginning) => words.some((word) => word.startsWith(beginning))),
    view.createdAt >= createdAfter && view.createdAt < createdBefore,
  ].every(Boolean)
}
