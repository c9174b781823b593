import { subjectsOf } from '@soundmill/events'
import { z } from 'zod'
import { openBehind } from '../../faults/behind.ts'
import { type CheckOptions, checkPromises } from '../../faults/checker.ts'
import type { CheckedWorld } from '../../faults/checks/checked-world.ts'
import type { Accepted } from '../../faults/client.ts'
import type { Deployed } from './deployed.ts'
import { type ForwardedPort, forwardPort } from './forward-port.ts'
import { podsOf } from './pods.ts'

/** The name of the log's subjects, and of the bucket, in `k8s/base`. */
const NAMESPACE = 'soundmill'

const Secret = z.object({ data: z.record(z.string(), z.string()) })

/**
 * What every fault in a cluster ends with: the promises, held against the log, the store and the view of the cluster
 * itself; and no scratch directory in any processor. Resolves to the violations, in words; none is a pass.
 */
export async function checkCluster(
  system: Deployed,
  accepted: readonly Accepted[],
  options: CheckOptions = {},
): Promise<string[]> {
  const { world, close } = await openWorld(system)
  try {
    return [...(await checkPromises(world, accepted, options)), ...(await checkScratch(system))]
  } finally {
    await close()
  }
}

/** A look at the cluster's servers past all services. Its lines last as long as the pods they lead into. */
export async function openWorld(system: Deployed): Promise<{ world: CheckedWorld; close(): Promise<void> }> {
  const [nats, s3, mongo, status] = await Promise.all([
    forwardPort(system, 'statefulset/nats', 4222),
    forwardPort(system, 'statefulset/s3', 9000),
    forwardPort(system, 'statefulset/mongo', 27017),
    forwardPort(system, 'deployment/status', 8080),
  ])
  const [root, reader] = [await secretOf(system, 's3'), await secretOf(system, 'status')]
  const behind = openBehind(
    {
      natsUrl: `nats://${nats.host}`,
      natsAccount: { user: 'status', password: reader('NATS_PASSWORD') },
      s3: {
        endpoint: `http://${s3.host}`,
        accessKey: root('MINIO_ROOT_USER'),
        secretKey: root('MINIO_ROOT_PASSWORD'),
      },
      mongoUrl: null,
    },
    NAMESPACE,
  )
  const world: CheckedWorld = {
    subjects: subjectsOf(NAMESPACE),
    behind,
    blobs: behind.blobs,
    events: behind.events,
    isSeen: true,
    status: { url: `http://${status.host}` },
    viewLines: { straightUrl: reached(reader('MONGO_URL'), mongo) },
    scratchDir: undefined,
  }
  return {
    world,
    async close() {
      await behind.close()
      await Promise.all([nats, s3, mongo, status].map((each) => each.close()))
    },
  }
}

async function secretOf({ kubectl }: Deployed, name: string) {
  const { data } = Secret.parse(
    JSON.parse(await kubectl(['get', 'secret', ...(await generated(name)), '-o', 'json'])),
  )
  return (key: string) => Buffer.from(data[key] ?? '', 'base64').toString()

  /** kustomize adds a hash of the content to the name. */
  async function generated(wanted: string) {
    const names = (await kubectl(['get', 'secrets', '-o', 'name'])).split('\n')
    return names
      .map((each) => each.replace('secret/', ''))
      .filter((each) => each.replace(/-[a-z0-9]{10}$/, '') === wanted)
  }
}

function reached(url: string, { host }: ForwardedPort): string {
  const there = new URL(url)
  there.host = host
  there.searchParams.set('directConnection', 'true')
  return there.href
}

/** I6, for workers in pods. */
async function checkScratch({ kubectl }: Deployed): Promise<string[]> {
  const pods = await podsOf(kubectl, 'processor')
  const lists = await Promise.all(
    pods.map(async ({ name }) => {
      const left = await kubectl(['exec', name, '--', 'ls', '/scratch'])
      return left === '' ? [] : [`I6: ${name} has left in its scratch volume: ${left}`]
    }),
  )
  return lists.flat()
}
