const HOUR_MS = 3_600_000

/**
 * When what nobody names is old enough to go, by the store's own clock. A request lasts twelve hours at most
 * (`MAX_UPLOAD_MS`) and sends no entry later than twelve hours after its first source (`submit/commit.ts`), so
 * after a day nobody is left who could still name a source, or who still puts it.
 */
export const SWEEP_AGES = {
  /** Of a blob under `source/` that neither an entry nor an event names. */
  sourceMs: 24 * HOUR_MS,
  /** Of a put that broke off, since it began. */
  putMs: 24 * HOUR_MS,
}

export type SweepAges = typeof SWEEP_AGES
