import { blocked } from '../f24-blocked.ts'

blocked(60_000)
