import { createAudioEngine } from '@soundmill/audio'
import { openFsBlobs } from '@soundmill/blob-store/fs'
import { openJetStreamLog } from '@soundmill/event-log/jetstream'
import { subjectsOf } from '@soundmill/events'
import { createProcessor } from '@soundmill/processor'

/*
 * The processor in a process of its own, as the deployment has it, but for its blobs, which are files: they are
 * not asked for anything before a job is started. `processor.ts <NATS URL> <namespace> <directory> <hands>`
 */

const [url = '', namespace = '', dir = '', hands = '1'] = process.argv.slice(2)
const log = {
  debug() {},
  info() {},
  warn: (details: object, message: string) => console.error(message, details),
  child: () => log,
}
const events = openJetStreamLog({ url, namespace, log })

const processor = createProcessor({
  events,
  blobs: await openFsBlobs({ dir: `${dir}/blobs` }),
  audio: createAudioEngine(),
  subjects: subjectsOf(namespace),
  log,
  scratchDir: `${dir}/scratch`,
  scratchMaxBytes: 1024 ** 3,
  worker: 'bench',
  concurrency: Number(hands),
})
await processor.start?.()
