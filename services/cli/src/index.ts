/*
 * What the command line does, for other clients: the demo submits, watches and fetches with it, and with
 * nothing of its own.
 */

export type { Artifact, Finding, Inspection } from './api/answers.ts'
export { type Api, createApi } from './api/api.ts'
export type { Accepted } from './api/command-answers.ts'
export { LocalError, RefusedError } from './api/errors.ts'
export type { Job } from './api/job-answers.ts'
export { findingLines, indented, soundTable } from './report/sound.ts'
export { submitFile } from './submit-file.ts'
export { fetchArtifact } from './transfer/download.ts'
export { follow } from './watch/follow.ts'
export { watchOnScreen } from './watch/watch-on-screen.ts'
