import type { Comparison } from './comparison.ts'
import type { Difference } from './difference.ts'
import type { Progress } from './progress.ts'
import type { RebuildReport } from './rebuild.ts'

const CELLS = 24

/** `build    62 % [██████████████░░░░░░░░░░] 62,000 facts, 4,100/s, 9 s left`. */
export function progressText({ step, done, percent, perSecond, etaSeconds }: Progress): string {
  const full = Math.round((percent / 100) * CELLS)
  const bar = `${'█'.repeat(full)}${'░'.repeat(CELLS - full)}`
  const left = etaSeconds === undefined ? '' : `, ${etaSeconds} s left`
  const what = step === 'build' ? 'facts' : 'views and facts'
  return `${step.padEnd(8)}${String(percent).padStart(3)} % [${bar}] ${count(done)} ${what}, ${count(perSecond)}/s${left}`
}

/** What a rebuild came to, a line each. */
export function reportText(report: RebuildReport): string[] {
  const { facts, seconds, factsPerSecond, compared, notCompared, swapped, served, built } = report
  const speed = `${seconds.toFixed(1)} s (${count(factsPerSecond)}/s)`
  const outcome =
    served === undefined ? `${built} is served now` : `${built} is served now, ${served} was dropped`
  return [
    `folded ${count(facts)} facts in ${speed}`,
    ...(compared ? comparisonText(compared) : [`compared with nothing: ${notCompared}`]),
    swapped ? outcome : `${built} was thrown away, ${served ?? 'nothing'} is served as before`,
  ]
}

function comparisonText({ episodes, timeline, differences, examples, unsettled }: Comparison): string[] {
  const found = differences === 0 ? 'no difference' : `${count(differences)} DIFFERENCES`
  const more = differences > examples.length ? [`  … and ${count(differences - examples.length)} more`] : []
  const restless =
    unsettled === 0 ? [] : [`${count(unsettled)} episodes changed whenever they were looked at: not compared`]
  return [
    `compared ${count(episodes)} views and ${count(timeline)} timeline entries with the served view: ${found}`,
    ...examples.map(differenceText),
    ...more,
    ...restless,
  ]
}

function differenceText({ kind, key, episode, what, at }: Difference): string {
  const which = kind === 'episodes' ? `the view of episode ${key}` : `fact ${key} of episode ${episode}`
  return `  served is ${what}: ${which}${at ? `, first at ${at}` : ''}`
}

const count = (number: number): string => number.toLocaleString('en')
