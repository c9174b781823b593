import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Server, startServer } from './server.ts'

/* The real program against the real process, with real audio. */

const BIN = fileURLToPath(new URL('../../../services/cli/bin/soundmill.mjs', import.meta.url))
const SAMPLE = fileURLToPath(new URL('sample/jfk-inaugural-1961.flac', import.meta.url))

let scratch: string
let server: Server
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'soundmill-command-line-'))
  server = await startServer(join(scratch, 'data'), new AbortController().signal)
})
afterAll(async () => {
  await server?.stop()
  await rm(scratch, { recursive: true })
})

function start(...args: string[]) {
  const env = { ...process.env, SOUNDMILL_URL: server.url }
  const child = spawn(process.execPath, [BIN, ...args], { cwd: scratch, env, stdio: 'pipe' })
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { child, ended: ended.then(([out, err, [code]]) => ({ code: Number(code), out, err })) }
}

const soundmill = (...args: string[]) => start(...args).ended

const Submitted = z.object({ results: z.tuple([z.object({ episode: z.string(), job: z.string() })]) })

async function submitted(path: string, ...args: string[]): Promise<string> {
  const { out } = await soundmill('submit', path, '--json', ...args)
  return Submitted.parse(JSON.parse(out)).results[0].episode
}

async function broken(name: string): Promise<string> {
  const path = join(scratch, name)
  await writeFile(path, (await readFile(SAMPLE)).subarray(0, 30_000))
  return path
}

describe('the command line', () => {
  it('submits, waits, lists, shows and gets: what was sent is what comes home', async () => {
    const sent = await soundmill(
      'submit',
      SAMPLE,
      '--wait',
      '--title',
      'Ask not',
      '--show',
      'speeches',
      '--tus',
    )
    expect(sent.err).toContain('submit --resume http')
    expect(sent.out).toMatch(/episode\.mp3 +−1\d\.\d LUFS/)
    expect(sent.code).toBe(0)

    const listed = await soundmill('ls', '--show', 'speeches', '--outcome', 'succeeded', '--search', 'ask')
    expect(listed.out).toMatch(/succeeded .* speeches .* Ask not/)

    const shown = await soundmill('show', 'latest', '--timeline')
    expect(shown.out).toMatch(/state +succeeded since/)
    expect(shown.out).toMatch(/soundmill get [0-9a-f-]{36}/)

    const got = await soundmill('get', '-')
    expect(got.code).toBe(0)
    expect(await readdir(join(scratch, 'Ask not'))).toContain('episode.mp3')
    expect((await soundmill('get', '-', 'episode.mp3')).out).toContain('(was there)')
  })

  it('says why an episode failed and what helps, and sends it through again when told to', async () => {
    const sent = await soundmill('submit', await broken('cut.flac'), '--wait')
    expect(sent.code).toBe(3)
    expect(sent.out).toMatch(/^failed: .+ \(truncated_input\)$/m)
    expect(sent.out).toMatch(
      /trying again ends the same; submit a mended file: +(npx )?soundmill submit FILE --wait/,
    )
    const again = await soundmill('retry', 'latest', '--wait')
    expect([again.code, again.out]).toEqual([3, expect.stringMatching(/^failed: .+ \(truncated_input\)$/m)])
    const many = await soundmill('retry', '--code', 'truncated_input', '--yes')
    expect([many.code, many.out]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36} {2}job /)])
    const fresh = await soundmill('reprocess', 'latest', '--preset', 'no-such-preset', '--json')
    expect(fresh.code).toBe(1)
    expect(JSON.parse(fresh.err)).toMatchObject({ status: 400, code: 'invalid_spec' })
  })

  it('pauses a lane, tells where a job waits, lets go of it on Ctrl-C or in time, and cancels it', async () => {
    expect((await soundmill('lane', 'pause', 'urgent')).out).toContain('urgent is paused')
    const id = await submitted(SAMPLE, '--lane', 'urgent')
    const late = await soundmill('watch', id, '--timeout', '1')
    expect([late.code, late.err]).toEqual([5, expect.stringContaining(`soundmill watch ${id}`)])

    const { child, ended } = start('watch', id)
    child.stderr.once('data', () => child.kill('SIGINT'))
    const left = await ended
    expect([left.code, left.err]).toEqual([130, expect.stringContaining('the job goes on')])

    expect((await soundmill('show', id)).out).toMatch(/queue +position 1/)
    expect((await soundmill('queue')).out).toMatch(/urgent +paused +1/)
    expect((await soundmill('cancel', id.slice(0, 13))).out).toContain('canceled')
    expect((await soundmill('watch', id)).code).toBe(4)
    expect((await soundmill('lane', 'resume', 'urgent')).out).toContain('urgent is open')
    expect((await soundmill('delete', '--outcome', 'canceled', '--yes')).out).toContain(`${id}  deleted`)
    expect((await soundmill('show', id)).code).toBe(4)
  })

  it('refuses what it does not understand, and to do anything to everything', async () => {
    expect((await soundmill('delete', '--yes')).code).toBe(2)
    expect((await soundmill('retry', '--outcome', 'failed')).err).toContain('--yes')
    expect((await soundmill('submit')).code).toBe(2)
    expect((await soundmill('show', 'xyz')).code).toBe(2)
    expect((await soundmill('--help')).out).toContain('exit codes')
    const nobody = await soundmill('ls', '--url', 'http://127.0.0.1:9', '--json')
    expect([nobody.code, JSON.parse(nobody.err)]).toEqual([
      1,
      expect.objectContaining({ code: 'unreachable' }),
    ])
  })

  it('has no dead letters, and counts', async () => {
    expect((await soundmill('dead')).out).toBe('no dead letters\n')
    expect((await soundmill('dead', 'requeue', '--all', '--yes')).code).toBe(0)
    expect((await soundmill('stats')).out).toMatch(/overall +\d+\.\d × real time/)
    expect((await soundmill('url')).out).toBe(`${server.url}\n`)
  })
})
