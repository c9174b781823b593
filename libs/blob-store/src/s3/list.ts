import type { BlobHead } from '../index.ts'
import { assertPrefix } from '../key.ts'
import type { Connection } from './connection.ts'

/** As many as S3 gives in one answer. */
const PAGE = 1000

/** Asks for the next page only when the one before was used up. */
export async function* list(connection: Connection, prefix: string): AsyncGenerator<BlobHead> {
  assertPrefix(prefix)
  const { client, bucket, call } = connection
  let token = ''
  do {
    const page = await call(prefix, () => client.listObjectsV2Query(bucket, prefix, token, '', PAGE, ''))
    for (const { name, size, lastModified } of page.objects) {
      if (name !== undefined && lastModified) yield { key: name, bytes: size, modifiedAt: lastModified }
    }
    token = page.isTruncated ? page.nextContinuationToken : ''
  } while (token !== '')
}
