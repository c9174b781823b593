import { type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import type { ChildExit } from './child.ts'
import { resultOfExit, resultOfFailure, type ToolEnd, type ToolResult } from './tool-end.ts'

const tracer = trace.getTracer('@soundmill/audio')

/**
 * What ffmpeg is run for: to `inspect` a source, to make a `uniform` copy of one that changes on the way, to take its
 * `picture` out, to measure its `mix`; to find the `level` of a rendition, to `encode` it, to `verify` it. `decode`:
 * for whoever decodes a file by itself.
 */
export type Purpose = 'inspect' | 'uniform' | 'picture' | 'mix' | 'level' | 'encode' | 'verify' | 'decode'

/**
 * A run of a tool, as a span of what is under way: `ffmpeg encode`, `ffprobe`. Of the command line nothing is told: it
 * names files. Being stopped by us is no failure of the tool. Costs nothing while no spans are recorded.
 */
export function inToolSpan(
  tool: ToolEnd['tool'],
  purpose: Purpose | undefined,
  run: () => Promise<ChildExit>,
): Promise<ChildExit> {
  const name = purpose === undefined ? tool : `${tool} ${purpose}`
  const attributes = {
    'process.executable.name': tool,
    ...(purpose !== undefined && { 'soundmill.step': purpose }),
  }
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      const exit = await run()
      tell(span, resultOfExit(exit))
      if (exit.code !== null) span.setAttribute('process.exit.code', exit.code)
      if (exit.signal !== null) span.setAttribute('soundmill.exit_signal', exit.signal)
      return exit
    } catch (reason) {
      tell(span, resultOfFailure(reason))
      throw reason
    } finally {
      span.end()
    }
  })
}

function tell(span: Span, result: ToolResult): void {
  span.setAttribute('soundmill.result', result)
  if (result === 'ok' || result === 'stopped') return
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.setAttribute('error.type', result)
}
