import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { fakeTool, look, never, pidIn } from '../testing/jobs.ts'
import { makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { type ChildTask, runChild } from './child.ts'
import type { ToolEnd, ToolResult } from './tool-end.ts'

const PATIENT = { stallMs: 60_000, wallMs: () => 60_000 }

/** Runs a script to its end, whatever that is, and tells what was said of it. */
async function ends(script: string, options: Partial<ChildTask> = {}): Promise<ToolResult[]> {
  const told: ToolResult[] = []
  const readStdout: ChildTask['readStdout'] = async (stdout) => void stdout.resume()
  await runChild({
    ...{
      command: await fakeTool(await scratch(), 'tool', script),
      args: [],
      signal: never,
      patience: PATIENT,
    },
    ...{ readStdout, onEnded: (result) => told.push(result), ...options },
  }).catch(() => undefined)
  return told
}

describe('the end of a child is told once', () => {
  it.each<[ToolResult, string, Partial<ChildTask>]>([
    ['ok', 'exit 0', {}],
    ['error', 'exit 3', {}],
    ['signal', 'kill -SEGV $$', {}],
    ['timeout', 'while :; do sleep 1; done', { patience: { stallMs: 60_000, wallMs: () => 100 } }],
    ['stalled', 'while :; do sleep 1; done', { patience: { stallMs: 100, wallMs: () => 60_000 } }],
    [
      'stopped',
      'while :; do echo words; done',
      { readStdout: async () => Promise.reject(new Error('enough')) },
    ],
    ['not_started', '', { command: '/no/such/tool' }],
  ])('as %s', async (result, script, options) => {
    expect(await ends(script, options)).toEqual([result])
  })

  it('as stopped by us when nobody wants its work any more', async () => {
    const dir = await scratch()
    const controller = new AbortController()
    const command = await fakeTool(dir, 'tool', 'echo $$ > $here/pid; while :; do sleep 1; done')
    const ending = ends('', { command, signal: controller.signal })
    await pidIn(join(dir, 'pid'))
    controller.abort()
    expect(await ending).toEqual(['stopped'])
  })

  it('and not at all when it was not wanted from the start', async () => {
    expect(await ends('exit 0', { signal: AbortSignal.abort() })).toEqual([])
  })
})

describe('an engine', () => {
  it('tells the end of every run of its tools, by their names', async () => {
    const dir = await scratch()
    const told: ToolEnd[] = []
    const engine = createAudioEngine({ onToolEnded: (end) => told.push(end) })
    await look(engine, await makeSignal(join(dir, 'a.wav'), SIGNALS.speech, { seconds: 2 }), dir)
    expect(new Set(told.map(({ result }) => result))).toEqual(new Set(['ok']))
    expect(new Set(told.map(({ tool }) => tool))).toEqual(new Set(['ffmpeg', 'ffprobe']))
  })
})
