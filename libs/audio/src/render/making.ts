import { basename } from 'node:path'
import type { Making } from '../rendered.ts'
import type { Hearing } from './hearing.ts'
import { mustLimit, type Plan } from './plan.ts'

/** Options with one value that guard the input or order the reports: none of them changes a byte. */
const UNTOLD = new Set([
  ...['-max_alloc', '-protocol_whitelist', '-format_whitelist', '-codec_whitelist', '-max_streams'],
  ...['-probesize', '-analyzeduration', '-v', '-progress', '-fs'],
])
/** The same without a value. */
const UNTOLD_FLAGS = new Set(['-nostdin', '-hide_banner', '-nostats', '-y'])

/**
 * The arguments that make the bytes of a file: no directories, no guard, no reports. A demuxer that had to be
 * named is told, because the source could not be read again without it.
 */
export function argumentsToTell(args: readonly string[]): string[] {
  return args
    .filter((word, at) => !UNTOLD.has(word) && !UNTOLD.has(args[at - 1] ?? '') && !UNTOLD_FLAGS.has(word))
    .map((word) => (word.startsWith('file:') ? `file:${basename(word)}` : word))
}

export type Makings = { ffmpeg: string; arguments: readonly string[]; tries: number }

/** How a file was encoded. */
export function makingOf(hearing: Hearing, plan: Plan, made: Makings): Making {
  return {
    ...made,
    gainDb: round(plan.gainDb),
    ...(mustLimit(hearing.loudness, plan) && { limitDbfs: round(plan.limitDbfs) }),
    trimDb: round(plan.trimDb),
    copied: false,
  }
}

/** How a file was copied. */
export function copyingOf(made: Makings): Making {
  return { ...made, gainDb: 0, trimDb: 0, copied: true }
}

const round = (db: number) => Number(db.toFixed(3))
