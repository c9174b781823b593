import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { openS3Blobs } from '@soundmill/blob-store/s3'
import Fastify from 'fastify'
import { createStoreClient } from '../../bucket.ts'
import { Task } from './task.ts'

/*
 * A process of its own for one run of one way, so that its memory and its processor time are its own.
 * Its argument is a Task.
 */

const { way, port, bucket, ...s3 } = Task.parse(JSON.parse(process.argv[2] ?? ''))
const store = way.by === 'minio' ? byMinio() : byOurBlobStore()
const app = Fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
app.post<{ Params: { name: string } }>('/:name', async ({ params, raw, headers }, reply) => {
  const hash = createHash('sha256')
  const declared = Number(headers['content-length'])
  await store(params.name, way.hashed ? hashing(raw, hash) : raw, way.sized ? declared : undefined)
  return reply.code(201).send({ ...params, sha256: way.hashed ? hash.digest('hex') : undefined })
})
await app.listen({ host: '127.0.0.1', port })

type Store = (name: string, body: Readable, bytes: number | undefined) => Promise<unknown>

function byMinio(): Store {
  const client = createStoreClient(s3)
  return (name, body, bytes) => client.putObject(bucket, name, body, bytes)
}

function byOurBlobStore(): Store {
  const blobs = openS3Blobs({ ...s3, bucket, region: 'us-east-1' })
  return (name, body, expectedBytes) => blobs.put(name, body, { expectedBytes })
}

function hashing(body: Readable, hash: ReturnType<typeof createHash>): Readable {
  async function* hashed() {
    for await (const chunk of body) {
      hash.update(chunk)
      yield chunk
    }
  }
  return Readable.from(hashed(), { objectMode: false })
}
