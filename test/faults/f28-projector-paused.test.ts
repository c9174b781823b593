import { projectorPaused } from './f28-projector-paused.ts'

projectorPaused(5_000)
