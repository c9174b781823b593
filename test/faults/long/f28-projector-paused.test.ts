import { projectorPaused } from '../f28-projector-paused.ts'

projectorPaused(600_000)
