import { measure } from './numbers.ts'
import { PROFILES, type Profile, type ProfileName, QUANTITIES, type Quantity, type Rule } from './profiles.ts'

export type Verdict = 'pass' | 'warn' | 'fail'

/** Numbers of a recording or a file: absent, not known; null, minus infinity (nothing can be heard). */
export type Subject = Partial<Record<Quantity, number | null>> & {
  /** Only of a file that is delivered. */
  file?: { codec: string; hasConstantRate: boolean }
}

/** One rule, applied. `detail` is a sentence. */
export type Check = { what: string; verdict: Verdict; measured?: number | null; detail: string }

export type Judgement = { profile: ProfileName; title: string; verdict: Verdict; checks: Check[] }

/** How a recording or a file stands against each profile; the verdict is that of the worst check. */
export function judge(subject: Subject): Judgement[] {
  return PROFILES.map((profile) => {
    const rules = profile.rules.filter(({ ofFilesOnly }) => !ofFilesOnly || subject.file)
    const checks = rules.map((rule) => applied(rule, subject, profile)).concat(formatCheck(profile, subject))
    return { profile: profile.name, title: profile.title, verdict: worst(checks), checks }
  })
}

function worst(checks: readonly Check[]): Verdict {
  const verdicts = new Set(checks.map(({ verdict }) => verdict))
  if (verdicts.has('fail')) return 'fail'
  return verdicts.has('warn') ? 'warn' : 'pass'
}

function applied(rule: Rule, subject: Subject, profile: Profile): Check {
  const { label, unit, meterTolerance } = QUANTITIES[rule.quantity]
  const measured = subject[rule.quantity]
  const wanted = `${allowed(rule)} ${unit}`
  if (measured === undefined) {
    return { what: label, verdict: 'warn', detail: `${label} is not known; allowed is ${wanted}.` }
  }
  const seen = `${label} is ${measure(measured, unit, digitsOf(rule.quantity))}`
  const said = (verdict: Verdict, why: string): Check => ({
    what: label,
    verdict,
    measured,
    detail: `${seen}, ${why}.`,
  })
  if (within(measured, rule.min, rule.max, 0)) return said('pass', `as it should be: ${wanted}`)
  if (within(measured, rule.min, rule.max, meterTolerance)) {
    return said('warn', `so near to what is allowed (${wanted}) that meters may disagree`)
  }
  if (rule.soft && within(measured, rule.softMin, rule.softMax, 0)) {
    return said('warn', `outside ${wanted}: ${rule.soft}`)
  }
  if (rule.quantity === 'integratedLufs' && repairedByPlayer(subject, profile)) {
    return said('warn', `outside ${wanted}: the player sets it right`)
  }
  return said('fail', `but allowed is ${wanted}`)
}

/** Half of the last digit that is told forgives what binary fractions do to the edges. */
function within(value: number | null, min = -Infinity, max = Infinity, tolerance: number): boolean {
  const level = value ?? -Infinity
  return level >= min - tolerance - 1e-6 && level <= max + tolerance + 1e-6
}

/** See `spotify` in PROFILES: down always, up as far as the peak stays below −1 dBTP. */
function repairedByPlayer({ integratedLufs, truePeakDbtp }: Subject, profile: Profile): boolean {
  const target = profile.playerNormalizesToLufs
  if (target === undefined || typeof integratedLufs !== 'number') return false
  return integratedLufs > target || (truePeakDbtp ?? 0) + target - integratedLufs <= -1
}

function allowed({ quantity, min, max }: Rule): string {
  const digits = digitsOf(quantity)
  const edge = (value: number) => measure(value, '', digits).trim()
  if (min !== undefined && min === max) return edge(min)
  if (min === undefined) return `at most ${edge(max ?? Infinity)}`
  return max === undefined ? `at least ${edge(min)}` : `${edge(min)} to ${edge(max)}`
}

function digitsOf(quantity: Quantity): number {
  return ['durationSeconds', 'bitrateKbps', 'sampleRateHz'].includes(quantity) ? 0 : 1
}

function formatCheck({ constantRateCodecs }: Profile, { file }: Subject): Check[] {
  if (!constantRateCodecs || !file) return []
  const wanted = `${constantRateCodecs.join(' or ').toUpperCase()} at a constant bit rate`
  const what = 'Format'
  if (!constantRateCodecs.includes(file.codec)) {
    return [{ what, verdict: 'fail', detail: `The format is ${file.codec}, but allowed is ${wanted}.` }]
  }
  const detail = file.hasConstantRate
    ? `The format is as it should be: ${wanted}.`
    : `The bit rate varies, but allowed is ${wanted}.`
  return [{ what, verdict: file.hasConstantRate ? 'pass' : 'fail', detail }]
}
