import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { exists, fakeTool, gone, isAlive, never, pidIn } from '../testing/jobs.ts'
import { scratch } from '../testing/signals.ts'
import { type ChildTask, runChild } from './child.ts'
import { KILL_AFTER_MS } from './process-group.ts'

const PATIENT = { stallMs: 60_000, wallMs: () => 60_000 }

function task(command: string, options: Partial<ChildTask> = {}): ChildTask {
  const readStdout = async (stdout: NodeJS.ReadableStream) => void stdout.resume()
  return { command, args: [], signal: never, patience: PATIENT, readStdout, ...options }
}

describe('a command that ends by itself', () => {
  it('resolves with its exit code, its output and its last words', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'echo out; echo "[error] words" >&2; exit 3')
    let output = ''
    const readStdout: ChildTask['readStdout'] = async (stdout) => {
      output = await text(stdout)
    }
    const exit = await runChild(task(tool, { readStdout }))
    expect(exit).toMatchObject({ code: 3, signal: null })
    expect(output).toBe('out\n')
    expect(exit.log.tail([])).toBe('[error] words')
  })

  it('tells the signal it died of', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'kill -SEGV $$')
    expect(await runChild(task(tool))).toMatchObject({ code: null, signal: 'SIGSEGV' })
  })

  it('reports progress from its fourth pipe, only when something moved', async () => {
    const script = 'for t in N/A 500000 500000 1500000; do echo "out_time_us=$t"; done >&3'
    const moved: number[] = []
    await runChild(
      task(await fakeTool(await scratch(), 'tool', script), {
        onMoved: ({ seconds }) => moved.push(seconds),
      }),
    )
    expect(moved).toEqual([0.5, 1.5])
  })

  it('is given no environment but a path', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'env')
    let output = ''
    const readStdout: ChildTask['readStdout'] = async (stdout) => {
      output = await text(stdout)
    }
    await runChild(task(tool, { readStdout }))
    const names = output.split('\n').map((line) => line.split('=')[0])
    expect(names.filter((name) => name && !['PATH', 'PWD', '_', 'SHLVL', 'OLDPWD'].includes(name))).toEqual(
      [],
    )
  })
})

describe('a command that cannot be started', () => {
  it('is an error that names it', async () => {
    const error = {
      code: 'internal',
      message: expect.stringMatching(/cannot start \/no\/such\/tool: .*ENOENT/),
    }
    await expect(runChild(task('/no/such/tool'))).rejects.toMatchObject(error)
  })

  it('is an error when it may not be executed, or its arguments are impossible', async () => {
    await expect(runChild(task('/etc'))).rejects.toMatchObject({ code: 'internal' })
    await expect(runChild(task('true', { args: ['a\0b'] }))).rejects.toMatchObject({ code: 'internal' })
  })
})

/** Starts another process that holds the pipes, ignores TERM, and tells both ids. */
const STUBBORN = `trap '' TERM
sh -c 'trap "" TERM; echo $$ > '$here'/grandchild; while :; do sleep 1; done' &
echo $$ > $here/child
wait
while :; do sleep 1; done`

describe('a command that will not end', () => {
  it('is killed with everything it started on an abort', async () => {
    const dir = await scratch()
    const controller = new AbortController()
    const run = runChild(task(await fakeTool(dir, 'tool', STUBBORN), { signal: controller.signal }))
    const pids = [await pidIn(join(dir, 'child')), await pidIn(join(dir, 'grandchild'))]
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true])
    controller.abort(new Error('not wanted any more'))
    await expect(run).rejects.toThrow('not wanted any more')
    await gone(pids, 20_000)
  })

  it('is not even started under a signal that is aborted already', async () => {
    const dir = await scratch()
    const tool = await fakeTool(dir, 'tool', 'touch $here/started')
    await expect(runChild(task(tool, { signal: AbortSignal.abort('why') }))).rejects.toBe('why')
    expect(await exists(join(dir, 'started'))).toBe(false)
  })

  it('is killed as stalled when it makes no progress, however much it talks', async () => {
    const dir = await scratch()
    const script =
      'echo $$ > $here/pid; while :; do echo out_time_us=1000000 >&3; echo talk >&2; sleep 0.05; done'
    const patience = { stallMs: 400, wallMs: () => 60_000 }
    const run = runChild(task(await fakeTool(dir, 'tool', script), { patience }))
    await expect(run).rejects.toMatchObject({ code: 'stalled' })
    await gone([await pidIn(join(dir, 'pid'))], 1000)
  })

  it('is killed as timed out when it makes progress for too long', async () => {
    const script = 'i=1; while :; do i=$((i+1)); echo out_time_us=$i >&3; sleep 0.05; done'
    const patience = { stallMs: 5000, wallMs: () => 700 }
    const run = runChild(task(await fakeTool(await scratch(), 'tool', script), { patience }))
    await expect(run).rejects.toMatchObject({ code: 'timeout' })
  })

  it('is killed when who listens to its progress throws', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'echo out_time_us=1000000 >&3; exec sleep 600')
    const onMoved = () => {
      throw new Error('the listener broke')
    }
    await expect(runChild(task(tool, { onMoved }))).rejects.toThrow('the listener broke')
  })

  it('loses nothing when its output is read late', async () => {
    const tool = await fakeTool(await scratch(), 'tool', 'head -c 120000 /dev/zero')
    let bytes = 0
    const readStdout: ChildTask['readStdout'] = async (stdout) => {
      for await (const chunk of stdout) {
        if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS + 200))
        bytes += chunk.length
      }
    }
    await runChild(task(tool, { readStdout }))
    expect(bytes).toBe(120_000)
  })

  it('is killed when nobody can take its output', async () => {
    const dir = await scratch()
    const tool = await fakeTool(dir, 'tool', 'echo $$ > $here/pid; while :; do echo output; done')
    const readStdout: ChildTask['readStdout'] = async (stdout) => {
      for await (const _ of stdout) throw new Error('the disk is full')
    }
    await expect(runChild(task(tool, { readStdout }))).rejects.toThrow('the disk is full')
    await gone([await pidIn(join(dir, 'pid'))], 1000)
  })
})
