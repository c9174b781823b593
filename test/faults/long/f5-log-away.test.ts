import { logAway } from '../f5-log-away.ts'

logAway(60_000)
