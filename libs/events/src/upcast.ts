/** An event's data on its way up to the version of today. */
export type Versioned = { fact: string; version: number; data: unknown }

/**
 * Old events are never rewritten; they are read as if they had been written today.
 * One entry for each retired version, `fact.vN`, lifting the data exactly one version up:
 *
 *   'submitted.v1': (data) => ({ ...data, lane: 'normal' }),
 *
 * Empty so far: every fact is still in its first version.
 */
export const LIFTS: Record<string, (data: unknown) => unknown> = {}

/** Lifts as far as there are lifts: to the version of today for every event we ever published. */
export function upcast(event: Versioned, lifts = LIFTS): Versioned {
  const lift = lifts[`${event.fact}.v${event.version}`]
  return lift ? upcast({ ...event, version: event.version + 1, data: lift(event.data) }, lifts) : event
}
