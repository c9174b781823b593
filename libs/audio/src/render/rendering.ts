import type { RenderJob } from '../audio-engine.ts'
import type { Tools } from '../tools/tools.ts'
import type { Hearings } from './hearing.ts'
import type { Lanes } from './lanes.ts'

/** What renders: of one engine, for all its jobs. */
export type Studio = {
  tools: Tools
  lanes: Lanes
  /** Asked for once. */
  ffmpegVersion: () => Promise<string>
}

/** One job being done. */
export type Rendering = Studio & {
  job: RenderJob
  /** What to read: the source, or its uniform copy. */
  source: string
  hearings: Hearings
  /** Aborted with the job, and when one of its files fails. */
  signal: AbortSignal
}
