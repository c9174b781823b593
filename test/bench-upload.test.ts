import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { scratch } from '@soundmill/test-support'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inTurn } from './bench/shared/in-turn.ts'
import { whereIs } from './bench/shared/run-tool.ts'
import { parseArguments } from './bench/upload/arguments.ts'
import { writeBody } from './bench/upload/body.ts'
import { cpuSeconds } from './bench/upload/cpu-seconds.ts'
import { uploadAll } from './bench/upload/curl.ts'
import { GOALS, judge } from './bench/upload/goals.ts'
import { environmentOf } from './bench/upload/image-environment.ts'
import type { Rounds } from './bench/upload/rounds.ts'
import { startServer } from './bench/upload/server-process.ts'

const never = new AbortController().signal
const KIB = 1024

/** A server that answers every upload with its status, and counts what arrived. */
async function listen(status: (url: string) => number) {
  const arrived: number[] = []
  const server = createServer(async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += chunk.length
    arrived.push(bytes)
    response.writeHead(status(request.url ?? '')).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const { port }: Pick<AddressInfo, 'port'> = typeof address === 'object' && address ? address : { port: 0 }
  return { arrived, origin: `http://127.0.0.1:${port}` }
}

const doorOf = (origin: string, uploads: number) => ({
  method: 'POST' as const,
  headers: ['Content-Type: audio/wav'],
  urls: Array.from({ length: uploads }, (_, i) => `${origin}/v1/episodes?filename=upload-${i}.wav`),
})

describe.skipIf(!(await whereIs('curl')))('the client of the upload benchmark', () => {
  it('uploads as many as it is told at once, more than one curl can, each of them whole', async () => {
    const { dir } = await scratch()
    const body = await writeBody(join(dir, 'body.wav'), 8 * KIB)
    const { arrived, origin } = await listen(() => 201)
    await uploadAll(doorOf(origin, 300), body, never)
    expect(arrived).toEqual(Array.from({ length: 300 }, () => 8 * KIB))
  })

  it('says how many uploads were not taken', async () => {
    const { dir } = await scratch()
    const body = await writeBody(join(dir, 'body.wav'), 8 * KIB)
    const { origin } = await listen((url) => (url.endsWith('-1.wav') ? 503 : 201))
    await expect(uploadAll(doorOf(origin, 3), body, never)).rejects.toThrow('1 of 3 uploads failed: 503')
  })

  it('says so when nobody listens', async () => {
    const { dir } = await scratch()
    const body = await writeBody(join(dir, 'body.wav'), 8 * KIB)
    await expect(uploadAll(doorOf('http://127.0.0.1:9', 1), body, never)).rejects.toThrow('1 of 1')
  })

  it('has a body of exactly the size that was asked for', async () => {
    const { dir } = await scratch()
    const { path, bytes } = await writeBody(join(dir, 'body.wav'), 3 * KIB * KIB + 100)
    expect(bytes).toBe(3 * KIB * KIB + 100)
    expect((await stat(path)).size).toBe(bytes)
  })
})

describe('a contender of the upload benchmark', () => {
  it('is charged with the processor time of its own process', async () => {
    const before = await cpuSeconds(process.pid)
    const own = process.cpuUsage()
    while (process.cpuUsage(own).user < 150_000);
    const spent = (await cpuSeconds(process.pid)) - before
    expect(spent).toBeGreaterThan(0.1)
  })

  it('that ends before it is ready is reported with its last words', async () => {
    const { dir } = await scratch()
    const words: [string, ...string[]] = [process.execPath, '-e', 'console.error("no such bucket")']
    const started = startServer({ dir, words, probe: 'http://127.0.0.1:9', signal: never })
    await expect(started).rejects.toThrow('no such bucket')
  })

  it('runs in the environment of the image', () => {
    const dockerfile =
      'ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 \\\n  MALLOC_ARENA_MAX=2\nENV A=b\nUSER node'
    expect(environmentOf(dockerfile)).toEqual({ NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', A: 'b' })
  })

  it('has another turn in every round', () => {
    expect([0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
      ...['abc', 'bca', 'cab', 'abc'],
    ])
    expect(inTurn([], 1)).toEqual([])
  })
})

describe('the goals of the upload benchmark', () => {
  const run = (megabytesPerSecond: number, peakBytes: number) => ({
    ...{ seconds: 1, megabytesPerSecond, cpuSecondsPerGigabyte: 1, peakBytes },
  })

  it('are met, missed or not measured', () => {
    const rounds: Rounds = {
      one: { soundmill: [run(200, 100)], minio: [run(100, 1000)], tusd: [run(201, 10)] },
      many: { soundmill: [run(100, 150)], minio: [run(100, 1000)] },
    }
    const outcomeOf = (says: string) =>
      GOALS.filter((goal) => goal.says === says).map((goal) => judge(goal, rounds).outcome)
    expect(outcomeOf('throughput of one, the service with SHA-256, against minio')).toEqual(['met'])
    expect(outcomeOf('throughput of many, the service with SHA-256, against minio')).toEqual(['missed'])
    expect(outcomeOf('throughput of one, the service, against tusd')).toEqual(['missed'])
    expect(outcomeOf('memory of many, the service, against minio')).toEqual(['met'])
    expect(outcomeOf('memory of the service, the crowd against many')).toEqual(['not measured'])
  })
})

describe('the arguments of the upload benchmark', () => {
  it('are checked', () => {
    expect(parseArguments([])).toMatchObject({
      rounds: 3,
      mebibytes: 1024,
      many: 50,
      crowd: 500,
      json: false,
    })
    expect(parseArguments(['--only', 'presigned, put unhashed']).only).toEqual(['presigned', 'put unhashed'])
    expect(() => parseArguments(['--only', 'nobody'])).toThrow(RangeError)
    expect(() => parseArguments(['--many-mebibytes', '0'])).toThrow(RangeError)
    expect(() => parseArguments(['--mebibyte', '1'])).toThrow(TypeError)
  })
})
