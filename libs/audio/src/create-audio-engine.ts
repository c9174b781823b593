import { availableParallelism } from 'node:os'
import type { AudioEngine } from './audio-engine.ts'
import { asAudioError, CallersError } from './audio-error.ts'
import { CoverError } from './cover/cover-error.ts'
import { prepareCover } from './cover/prepare-cover.ts'
import { inspect } from './inspect/inspect.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { createLanes } from './render/lanes.ts'
import { render } from './render/render.ts'
import type { Studio } from './render/rendering.ts'
import { findLeash, type Leash } from './tools/leash.ts'
import type { ToolEnd } from './tools/tool-end.ts'
import type { Tools } from './tools/tools.ts'
import { ffmpegVersion, versions } from './tools/versions.ts'

export type AudioEngineOptions = {
  /** Paths of the tools; by name they are looked for in the system's usual directories, not in our PATH. */
  ffmpegPath?: string
  ffprobePath?: string
  limits?: Partial<Limits>
  /** Encoders at once, over all jobs; as many as there are cores when absent. */
  lanes?: number
  /** A child that makes no progress for so long is killed; a minute when absent. */
  stallMs?: number
  /** Told of the end of every child, so that they can be counted. */
  onToolEnded?: (end: ToolEnd) => void
}

/** An engine holds nothing that would have to be closed. */
export function createAudioEngine(options: AudioEngineOptions = {}): AudioEngine {
  let leash: Promise<Leash> | undefined
  let version: Promise<string> | undefined
  const tools: Tools = {
    ffmpegPath: options.ffmpegPath ?? 'ffmpeg',
    ffprobePath: options.ffprobePath ?? 'ffprobe',
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    stallMs: options.stallMs ?? 60_000,
    onToolEnded: options.onToolEnded,
    leash() {
      leash ??= findLeash()
      return leash
    },
  }
  const studio: Studio = {
    tools,
    lanes: createLanes(Math.max(1, options.lanes ?? availableParallelism())),
    ffmpegVersion() {
      version ??= ffmpegVersion(tools).catch((error: unknown) => {
        version = undefined
        throw error
      })
      return version
    },
  }
  return {
    versions: () => versions(tools),
    inspect: (source, job) => honestly(job.signal, () => inspect(tools, source, job)),
    prepareCover: (picture, { dir, signal }) =>
      honestly(signal, () => prepareCover(tools, picture, dir, signal)),
    render: (source, job) => honestly(job.signal, () => render(studio, source, job)),
  }
}

/** An abort's reason, the caller's own errors, a bad picture and misuse pass; everything else leaves as an AudioError. */
async function honestly<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof CallersError) throw error.cause
    if (error instanceof RangeError || error instanceof CoverError) throw error
    throw asAudioError(error)
  }
}
