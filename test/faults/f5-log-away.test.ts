import { logAway } from './f5-log-away.ts'

/** A lease is 3 s. */
logAway(4_000)
