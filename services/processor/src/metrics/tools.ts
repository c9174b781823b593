import { TOOL_RESULTS, TOOLS, type ToolEnd } from '@soundmill/audio'
import type { Registry } from '@soundmill/runtime'
import { Counter } from 'prom-client'

/** Counts the children of the audio engine, given to it as `onToolEnded`. */
export function countToolEnds(metrics: Registry): (end: ToolEnd) => void {
  const ended = new Counter({
    name: 'ffmpeg_exit_total',
    help: 'Runs of ffmpeg and ffprobe that ended, by how; stopped, stalled and timeout: ended by us',
    labelNames: ['tool', 'result'] as const,
    registers: [metrics],
  })
  // There from the start: a rate needs two values.
  for (const tool of TOOLS) for (const result of TOOL_RESULTS) ended.inc({ tool, result }, 0)
  return (end) => ended.inc(end)
}
