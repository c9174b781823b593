import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type S3Address, uniqueNamespace } from '@soundmill/test-support'
import { mainProcess, runMain } from '../stacks/main-process.ts'
import { IMPATIENCE } from '../stacks/stack.ts'

const SERVICES = ['ingest', 'processor', 'status'] as const

export type Line = Record<string, unknown> & { level: string; msg: string; service: string; text: string }

type Servers = { nats: { url: string; user: string; password: string }; s3: S3Address; mongoUrl: string }

/** The three services, as talkative as they can be, and every line of them until they are closed. */
export async function talkativeProcesses({ nats, s3, mongoUrl }: Servers) {
  const namespace = uniqueNamespace()
  const scratch = await mkdtemp(join(tmpdir(), 'soundmill-logs-'))
  const database = new URL(mongoUrl)
  database.pathname = `/${namespace}`
  const environment = {
    ...IMPATIENCE,
    ...{ LOG_LEVEL: 'trace', SOUNDMILL_NAMESPACE: namespace, NATS_STREAM_MAX_BYTES: String(64 * 1024 ** 2) },
    ...{ NATS_URL: nats.url, NATS_USER: nats.user, NATS_PASSWORD: nats.password },
    ...{ S3_ENDPOINT: s3.endpoint, S3_BUCKET: namespace },
    ...{ S3_ACCESS_KEY: s3.accessKey, S3_SECRET_KEY: s3.secretKey },
    ...{ MONGO_URL: database.href, PROCESSOR_SCRATCH_DIR: scratch },
  }
  await runMain('topology', environment)
  const processes = new Map(
    await Promise.all(
      SERVICES.map(async (name) => [name, mainProcess(name, environment, await freePort())] as const),
    ),
  )
  await Promise.all([...processes.values()].map((each) => each.start()))
  return {
    commands: processes.get('ingest')?.url ?? '',
    queries: processes.get('status')?.url ?? '',
    /** Again is harmless; their lines can still be read. */
    async close() {
      await Promise.all([...processes.values()].map((each) => each.terminate()))
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    },
    /** Every line that any of them has printed. Throws when one is not a JSON object. */
    lines: (): Line[] =>
      [...processes].flatMap(([service, { logged }]) => logged().map((text) => lineOf(service, text))),
  }
}

function lineOf(service: string, text: string): Line {
  const line: unknown = JSON.parse(text)
  if (!line || typeof line !== 'object' || !('level' in line)) throw new Error(`not a line of a log: ${text}`)
  return { ...line, level: String(line.level), msg: 'msg' in line ? String(line.msg) : '', service, text }
}
