import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { bundled, createAuthority } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { PROCESSES } from '../readme/configuration.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EX_CONFIG = 78

/** Whoever is in the README's table of variables is here. */
const MAINS: Record<string, string> = {
  ingest: 'services/ingest/src/main.ts',
  processor: 'services/processor/src/main.ts',
  status: 'services/status/src/main.ts',
  topology: 'services/topology/src/main.ts',
  's3-users': 'services/topology/src/s3-users/main.ts',
  'rebuild-view': 'services/status/src/rebuild/main.ts',
  'backup-log': 'services/operator/src/backup-log/main.ts',
  'restore-log': 'services/operator/src/restore-log/main.ts',
  erase: 'services/operator/src/erase/main.ts',
  'all-in-one': 'services/all-in-one/src/main.ts',
}

const SECRET = 'hunter2-hunter2'
const { pem, issue } = await createAuthority()
const { certificate, key } = await issue(['ingest'])
/** The middle of the key, which no message may show. */
const PRIVATE = key.split('\n')[1] ?? key

/** Every kind of mistake: no number, out of range, a word too many, an address of another kind, no file, no PEM. */
const WRONG: Record<string, string> = {
  LOG_LEVEL: 'loud',
  GRACE_MS: '-1',
  PORT: 'eighty',
  TRUST_PROXY: '10.0.0.0/33',
  NATS_URL: `http://me:${SECRET}@nats:4222`,
  NATS_PASSWORD_FILE: '/nowhere/nats-password',
  NATS_CA: 'ca.pem',
  SOUNDMILL_NAMESPACE: 'Two Words',
  S3_ENDPOINT: `s3://${SECRET}@store`,
  S3_SECRET_KEY_FILE: '/nowhere/secret-key',
  S3_CA: pem.replaceAll('M', 'N'),
  MONGO_URL: `mongo://me:${SECRET}@mongo/soundmill`,
  MONGO_CA: key,
  NATS_STREAM_MAX_BYTES: '1',
  MAX_UPLOAD_BYTES: '8 GiB',
  PROCESSOR_CONCURRENCY: '0',
  SSE_MAX_CLIENTS: '1e9',
  ERASE_WAIT_MS: 'long',
  NATS_SERVER_PORT: '70000',
}

/** How a process ended that was given this environment and nothing else, and what it wrote, both streams together. */
async function ended(file: string, environment: Record<string, string>) {
  const env = { PATH: process.env.PATH ?? '', ...environment }
  const child = spawn(process.execPath, [await bundled(file)], { cwd: ROOT, env })
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stderr, written: stdout + stderr }
}

/** Which of these variables, by the name a person would look for, a process reads. */
const readBy = (process: string, variables: string[]) =>
  variables.filter((variable) => Object.hasOwn(PROCESSES[process] ?? {}, variable.replace(/_FILE$/, '')))

describe('F34: a process that is configured wrongly', () => {
  it('is every process there is', () => {
    expect(Object.keys(MAINS).sort()).toEqual(Object.keys(PROCESSES).sort())
  })

  it.each(Object.entries(MAINS))(
    '%s names all mistakes at once, shows no secret, and ends with 78',
    async (name, file) => {
      const { code, stderr, written } = await ended(file, WRONG)
      expect(code, stderr).toBe(EX_CONFIG)
      const lines = stderr.trim().split('\n')
      expect(lines[0]).toMatch(/^soundmill [a-z0-9-]+ cannot start: bad configuration$/)
      const told = lines.slice(1).map((line) => /^ {2}([A-Z0-9_]+) /.exec(line)?.[1])
      for (const wrong of readBy(name, Object.keys(WRONG))) expect(told, stderr).toContain(wrong)
      expect(written).not.toContain(SECRET)
      expect(written).not.toContain(PRIVATE)
    },
  )

  it.each(['ingest', 'processor', 'status', 'topology', 'erase'])(
    '%s names what it cannot do without',
    async (name) => {
      const { code, stderr } = await ended(MAINS[name] ?? '', {})
      expect(code).toBe(EX_CONFIG)
      for (const needed of ['S3_ENDPOINT', 'S3_ACCESS_KEY', 'S3_SECRET_KEY']) {
        expect(stderr).toMatch(new RegExp(`^ {2}${needed} is not set \\(.+\\)$`, 'm'))
      }
    },
  )

  it('is told what does not fit together, beside what is wrong alone', async () => {
    const { code, stderr } = await ended('services/ingest/src/main.ts', {
      NATS_CERT: certificate,
      S3_ENDPOINT: 'http://store:9000',
      S3_CA: pem,
      PORT: 'eighty',
    })
    expect(code).toBe(EX_CONFIG)
    expect(stderr).toMatch(/^ {2}NATS_KEY is not set/m)
    expect(stderr).toMatch(/^ {2}S3_ENDPOINT is "http:\/\/store:9000": S3_CA is set, so it must be https/m)
    expect(stderr).toMatch(/^ {2}PORT is "eighty"/m)

    const status = await ended('services/status/src/main.ts', {
      MONGO_URL: 'mongodb://mongo:27017/soundmill?tls=false',
      MONGO_CA: pem,
    })
    expect(status.stderr).toMatch(/^ {2}MONGO_URL is .*: MONGO_CA is set, so it must not say tls=false/m)
  })

  it('is told when a server of clients without keys would be open to everybody', async () => {
    const store = { S3_ENDPOINT: 'http://store:9000', S3_ACCESS_KEY: 'me', S3_SECRET_KEY: SECRET }
    const { code, written } = await ended('services/ingest/src/main.ts', {
      ...store,
      HOST: '0.0.0.0',
      PORT: '0',
    })
    expect(code).toBe(EX_CONFIG)
    expect(written).toMatch(/HOST is "0\.0\.0\.0".*SOUNDMILL_ALLOW_ANONYMOUS=true/)
    expect(written).not.toContain(SECRET)
  })
})

describe('F34: a command line that is configured wrongly', () => {
  it('names the variable and ends with the code for what was not understood', async () => {
    const { code, stderr } = await ended('services/cli/bin/soundmill.mjs', { SOUNDMILL_URL: 'ftp://x' })
    expect(stderr).toContain('SOUNDMILL_URL')
    expect(code).toBe(2)
  })
})
