import type { S3User } from '@soundmill/topology/s3-users'
import type { Client } from 'minio'

/** Something that can be tried at the store, and who may. Everybody else has to be refused. */
export type Act = { what: string; may: S3User[]; attempt(client: Client, bucket: string): Promise<unknown> }

const EPISODE = '0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b'

/** One blob of each kind that is there before anybody tries anything. */
export const keyIn = (kind: string): string => `${kind}/${EPISODE}/there`

/** Another account's place, so that nobody takes away what others are to read. */
const spare = (kind: string): string => `${kind}/${EPISODE}/${crypto.randomUUID()}`

type Rights = { read: S3User[]; write: S3User[]; remove: S3User[]; abort: S3User[] }

const NOBODY: Rights = { read: [], write: [], remove: [], abort: [] }

/** By the first part of the key. */
export const RIGHTS: Record<string, Rights> = {
  source: {
    read: ['ingest', 'processor', 'status'],
    write: ['ingest'],
    remove: ['ingest', 'operator'],
    abort: ['ingest'],
  },
  outbox: { read: ['ingest'], write: ['ingest'], remove: ['ingest'], abort: ['ingest'] },
  uploads: {
    read: ['ingest', 'operator'],
    write: ['ingest'],
    remove: ['ingest', 'operator'],
    abort: ['ingest'],
  },
  artifacts: {
    read: ['processor', 'status'],
    write: ['processor'],
    remove: ['ingest', 'processor', 'operator'],
    abort: ['ingest', 'processor'],
  },
  assets: { read: ['processor'], write: ['ingest'], remove: ['ingest'], abort: ['ingest'] },
  sweep: { ...NOBODY, read: ['ingest'], write: ['ingest'] },
  log: NOBODY,
  anything: NOBODY,
}

const BYTES = Buffer.from('a few bytes')

/** Reading it to its end is what shows whether it may be read. */
async function read(client: Client, bucket: string, key: string) {
  for await (const _ of await client.getObject(bucket, key));
}

const BY_KEY: Act[] = Object.entries(RIGHTS).flatMap(([kind, { read: readers, write, remove, abort }]) => [
  {
    what: `read in ${kind}/`,
    may: readers,
    attempt: (client: Client, bucket: string) => read(client, bucket, keyIn(kind)),
  },
  {
    what: `write in ${kind}/`,
    may: write,
    attempt: (client: Client, bucket: string) => client.putObject(bucket, spare(kind), BYTES, BYTES.length),
  },
  {
    what: `begin to write in ${kind}/`,
    may: write,
    attempt: (client: Client, bucket: string) => client.initiateNewMultipartUpload(bucket, spare(kind), {}),
  },
  {
    what: `delete in ${kind}/`,
    may: remove,
    attempt: (client: Client, bucket: string) => client.removeObject(bucket, spare(kind)),
  },
  {
    what: `break off what others write in ${kind}/`,
    may: abort,
    attempt: (client: Client, bucket: string) => client.abortMultipartUpload(bucket, spare(kind), 'nobodys'),
  },
  {
    what: `mark what is in ${kind}/`,
    may: [],
    attempt: (client: Client, bucket: string) =>
      client.setObjectTagging(bucket, keyIn(kind), { seen: 'yes' }),
  },
])

const ALL: S3User[] = ['topology', 'ingest', 'processor', 'status', 'operator']

const OF_BUCKETS: Act[] = [
  {
    what: 'list what there is',
    may: ALL,
    attempt: (client, bucket) => client.listObjectsV2Query(bucket, '', '', '', 1000, ''),
  },
  {
    what: 'list what was begun',
    may: ['ingest'],
    attempt: (client, bucket) => client.listIncompleteUploadsQuery(bucket, '', '', '', ''),
  },
  { what: 'make the bucket', may: ['topology'], attempt: (client, bucket) => client.makeBucket(bucket) },
  { what: 'make another bucket', may: [], attempt: (client, bucket) => client.makeBucket(`${bucket}-2`) },
  { what: 'remove the bucket', may: [], attempt: (client, bucket) => client.removeBucket(bucket) },
  {
    what: 'open the bucket for everybody',
    may: [],
    attempt: (client, bucket) => client.setBucketPolicy(bucket, '{"Version":"2012-10-17","Statement":[]}'),
  },
  {
    what: 'let everything expire',
    may: [],
    attempt: (client, bucket) => client.removeBucketLifecycle(bucket),
  },
  {
    what: 'keep versions',
    may: [],
    attempt: (client, bucket) => client.setBucketVersioning(bucket, { Status: 'Enabled' }),
  },
  {
    what: 'read in another bucket',
    may: [],
    attempt: (client, bucket) => read(client, `${bucket}-2`, keyIn('source')),
  },
  {
    what: 'copy the archive of the log to where it may be read',
    may: [],
    attempt: (client, bucket) => client.copyObject(bucket, spare('source'), `/${bucket}/${keyIn('log')}`),
  },
]

export const ACTS: Act[] = [...BY_KEY, ...OF_BUCKETS]
