/**
 * A process goes through these once, in this order. Requests are taken while it is `serving`, and while it is `leaving`:
 * told to end, ready no more, but whoever sends requests may not know it yet. It leaves only where `LINGER_MS` is set.
 */
export const PHASES = ['starting', 'serving', 'leaving', 'stopping'] as const
export type Phase = (typeof PHASES)[number]
