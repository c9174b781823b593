import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bundled,
  freePort,
  type HttpFaultProxy,
  httpFaultProxy,
  type S3Address,
} from '@soundmill/test-support'
import type { S3User } from '@soundmill/topology/s3-users'
import { type MainProcess, mainProcess } from '../journey/stacks/main-process.ts'
import { type GuardedMongo, startGuardedMongo } from './mongo/server.ts'
import { passwordOf } from './nats/conf.ts'
import type { Server } from './nats/servers.ts'
import { openS3Users, type S3Users } from './s3/users.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What one run of a program came to. */
export type Ended = { code: number | null; output: string }

/** The services as processes, each as the user it is in production, at servers that let nobody else in. */
export type GuardedWorld = {
  ingest: MainProcess
  processor: MainProcess
  status: MainProcess
  nats: Server
  s3: S3Users
  mongo: GuardedMongo
  /** Between each user and the store; they remember what was asked. */
  lines: Record<S3User, HttpFaultProxy>
  /** Runs a program of one of them to its end: a file and its arguments. */
  run(user: S3User, program: string[], own?: Record<string, string>): Promise<Ended>
  close(): Promise<void>
}

const IMPATIENCE = {
  GRACE_MS: '500',
  RECONCILE_EVERY_MS: '500',
  SWEEP_EVERY_MS: '2000',
  ERASE_QUIET_MS: '500',
  ERASE_WAIT_MS: '20000',
  NATS_ACK_WAIT_MS: '3000',
}

export async function openGuardedWorld(
  start: () => Promise<Server>,
  store: S3Address,
): Promise<GuardedWorld> {
  const scratch = await mkdtemp(join(tmpdir(), 'soundmill-privileges-'))
  const [nats, s3, mongo] = await Promise.all([start(), openS3Users(store), startGuardedMongo()])
  const lines = await openLines(store)

  const environmentOf = (user: S3User): Record<string, string> => {
    const { accessKey, secretKey, bucket } = s3.optionsOf(user)
    return {
      ...IMPATIENCE,
      ...{ NATS_URL: nats.url, NATS_USER: user, NATS_PASSWORD: passwordOf(user) },
      ...{ S3_ENDPOINT: lines[user].url, S3_PUBLIC_URL: lines[user].url, S3_BUCKET: bucket },
      ...{ S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey },
      ...(user === 'status' && { MONGO_URL: mongo.url }),
      ...(user === 'processor' && { PROCESSOR_SCRATCH_DIR: scratch }),
    }
  }
  const process = async (user: 'ingest' | 'processor' | 'status') =>
    mainProcess(user, environmentOf(user), await freePort())
  const run: GuardedWorld['run'] = (user, program, own) => ended(program, { ...environmentOf(user), ...own })

  const topology = await run('topology', ['services/topology/src/main.ts'])
  if (topology.code !== 0) throw new Error(topology.output)
  const services = {
    ingest: await process('ingest'),
    processor: await process('processor'),
    status: await process('status'),
  }
  const all = Object.values(services)
  await Promise.all(all.map((each) => each.start()))
  return {
    ...services,
    ...{ nats, s3, mongo, lines, run },
    async close() {
      await Promise.all(all.map((each) => each.kill()))
      await s3.close()
      await Promise.all([nats.stop(), mongo.stop(), ...Object.values(lines).map((line) => line.close())])
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function openLines({ endpoint }: S3Address): Promise<Record<S3User, HttpFaultProxy>> {
  const line = () => httpFaultProxy(endpoint)
  return {
    topology: await line(),
    ingest: await line(),
    processor: await line(),
    status: await line(),
    operator: await line(),
  }
}

async function ended([file = '', ...args]: string[], environment: Record<string, string>): Promise<Ended> {
  const { PATH = '', HOME = '' } = globalThis.process.env
  const child = spawn(globalThis.process.execPath, [await bundled(file), ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, output }))
  })
}
