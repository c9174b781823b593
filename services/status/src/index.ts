export { StatusEnv, statusOptions } from './env.ts'
export { createStatus, type StatusOptions } from './status.ts'
export type { StatusStore } from './store/index.ts'
export type { EpisodeState, EpisodeView } from './views/episode-view.ts'
