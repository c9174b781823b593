import { blocked } from './f24-blocked.ts'

/** More than two leases. */
blocked(7_000)
