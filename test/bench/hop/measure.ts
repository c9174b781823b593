import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { ensureTopology } from '@soundmill/event-log/topology'
import type { Source } from '@soundmill/events'
import { tone } from '@soundmill/test-support'
import { connect } from 'nats'
import { type Hop, measureHops } from './hops.ts'
import { startProcessor } from './start-processor.ts'

const NAMESPACE = 'bench'
const MAX_BYTES = 256 * 1024 ** 2
/** Everything has been used once. */
const WARM_UP_JOBS = 5
/** A line that something is still going on. */
const SAY_EVERY = 50

type Course = { dir: string; url: string; signal: AbortSignal }

/** Starts a processor, lets it work, and ends it. */
export async function measure(
  { dir, url, signal }: Course,
  { jobs, hands }: { jobs: number; hands: number },
  say: (line: string) => void,
): Promise<Hop[]> {
  await ensureTopology({ url, namespace: NAMESPACE, maxBytes: MAX_BYTES })
  const log = openJetStreamLog({ url, namespace: NAMESPACE, log: { info() {}, warn() {} } })
  const [bare, listener] = [await connect({ servers: url }), await connect({ servers: url })]
  const worker = startProcessor({ url, namespace: NAMESPACE, dir, hands })
  try {
    const source = await putRecording(dir)
    const js = bare.jetstream({ timeout: 5_000 })
    const track = { log, listener, bare: js, namespace: NAMESPACE, hands, source, signal }
    await measureHops(track, WARM_UP_JOBS, () => {})
    const hops = await measureHops(track, jobs, (done) => {
      if (done % SAY_EVERY === 0) say(`${done} of ${jobs} jobs`)
    })
    signal.throwIfAborted()
    return hops
  } finally {
    worker.kill('SIGKILL')
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
    await Promise.all([log.close(), bare.close(), listener.close()])
  }
}

/** A recording as small as one can be that is still worked on. */
async function putRecording(dir: string): Promise<Source> {
  const blobs = await openFsBlobs({ dir: `${dir}/blobs` })
  const audio = tone({ seconds: 0.5 })
  const blob = 'source/0198c0de-0000-7000-8000-000000000001/0198c0de-0000-7000-8000-000000000002'
  const chunks = async function* () {
    yield audio
  }
  await blobs.put(blob, chunks())
  const sha256 = createHash('sha256').update(audio).digest('hex')
  return { blob, bytes: audio.length, sha256, filename: 'a.wav', mediaType: 'audio/wav' }
}
