import { z } from 'zod'

export const CONTENDERS = [
  'bare encodes',
  'soundmill',
  'soundmill unverified',
  'loudnorm chain',
  'ffmpeg-normalize',
  'inspect',
  'loudnorm first pass',
] as const

export type Contender = (typeof CONTENDERS)[number]

/** What a contender is told, as an argument of its process. */
export const Task = z.object({
  contender: z.enum(CONTENDERS),
  recording: z.string(),
  /** Its own, empty. */
  dir: z.string(),
  lanes: z.number(),
  ffmpeg: z.string(),
  ffprobe: z.string(),
  /** A short recording to work on before it counts, with tools that nobody watches. */
  warmUp: z
    .object({ recording: z.string(), dir: z.string(), ffmpeg: z.string(), ffprobe: z.string() })
    .optional(),
  /** Of ffmpeg-normalize. */
  python: z.string().optional(),
  packages: z.string().optional(),
})

export type Task = z.infer<typeof Task>

/** What it says of itself when it is done. The tools' part is on their stopwatches. */
export const Report = z.object({
  wallSeconds: z.number(),
  nodeCpuSeconds: z.number(),
  nodePeakBytes: z.number(),
})

export type Report = z.infer<typeof Report>

/** The target of the podcast directories, `apple`. */
export const TARGET = { integratedLufs: -16, truePeakDbtp: -1, toleranceLu: 0.5 }

/** What everybody has to make, the longest first, with the same encoders. */
export const OUTPUTS = [
  { file: 'episode.m4a', format: 'm4a', bitrateKbps: 128, encoder: ['-c:a', 'aac', '-b:a', '128k'] },
  { file: 'episode.mp3', format: 'mp3', bitrateKbps: 128, encoder: ['-c:a', 'libmp3lame', '-b:a', '128k'] },
  { file: 'episode.opus', format: 'opus', bitrateKbps: 96, encoder: ['-c:a', 'libopus', '-b:a', '96k'] },
] as const
