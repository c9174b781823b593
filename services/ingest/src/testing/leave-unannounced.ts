import { randomUUID } from 'node:crypto'
import type { BlobStore } from '@soundmill/blob-store'
import { encode, newId, submittedId } from '@soundmill/events'
import { exampleOf } from '@soundmill/events/examples'
import { outboxKey } from '../submit/outbox.ts'

export const aScene = () => ({ show: 'my-show', episode: newId(), job: newId() })

/** A job that the outbox has and the log has not. */
export async function leaveUnannounced({ blobs }: { blobs: BlobStore }, scene = aScene()) {
  const uploadId = randomUUID()
  const submitted = { ...exampleOf('submitted', scene), id: submittedId(scene.job, uploadId) }
  const put = (key: string, bytes: Uint8Array) =>
    blobs.put(
      key,
      (async function* () {
        yield bytes
      })(),
    )
  await put(`source/${scene.episode}/${randomUUID()}`, Buffer.from('bytes'))
  await put(outboxKey({ ...scene, uploadId }), encode(submitted))
  return scene
}
