import { IMPATIENCE, type Part, type Stack } from '../../journey/stacks/stack.ts'
import { deploy } from './deployed.ts'
import type { ClusterAddress } from './find-cluster.ts'
import { openHardKill } from './hard-kill.ts'
import { podsNamed, podsOf } from './pods.ts'

/** As the administrator: the user of status may not drop a database. */
const DROP_VIEW = `
password="$(cat /run/secrets/mongo/MONGO_ADMIN_PASSWORD)"
mongosh --quiet "mongodb://admin:$password@127.0.0.1/soundmill?authSource=admin" --eval 'db.dropDatabase()'`

/** `k8s/overlays/dev` in a namespace of its own, for the journeys: one pod of each part. */
export async function startInCluster(cluster: ClusterAddress): Promise<Stack> {
  const system = await deploy(cluster, { settings: IMPATIENCE })
  const { kubectl, url } = system
  const hard = await openHardKill(cluster, `${system.namespace}-hard-kill`)

  const workload = (part: Part) =>
    `${part === 'nats' || part === 'mongo' ? 'statefulset' : 'deployment'}/${part}`
  const scale = (part: Part, count: number) => kubectl(['scale', workload(part), `--replicas=${count}`])
  const gone = (part: Part) => kubectl(['wait', '--for=delete', 'pods', ...podsNamed(part), '--timeout=120s'])
  const away = async (part: Part) => {
    await scale(part, 0)
    await gone(part)
  }
  const start = async (part: Part) => {
    await scale(part, 1)
    await system.rolledOut(workload(part))
  }

  return {
    commands: url,
    queries: url,
    async kill(part) {
      const pods = await podsOf(kubectl, part)
      const killAll = () => Promise.all(pods.map(hard.kill))
      await killAll()
      await scale(part, 0)
      // The kubelet has begun another one in the meantime. Until `start`, there is to be none.
      await killAll()
      await gone(part)
    },
    async terminate(part) {
      const [pod] = await podsOf(kubectl, part)
      if (!pod) throw new Error(`there is no pod of ${part}`)
      const exitCode = '{.status.containerStatuses[0].state.terminated.exitCode}'
      const ended = kubectl([
        ...['wait', `pod/${pod.name}`, `--for=jsonpath=${exitCode}`, '--timeout=60s'],
        ...['--output', `jsonpath=${exitCode}`],
      ])
      await Promise.all([ended, away(part)])
      return Number(await ended)
    },
    start,
    async forgetView() {
      await away('status')
      await kubectl(['exec', 'mongo-0', '--', 'sh', '-c', DROP_VIEW])
      await start('status')
    },
    residentBytes: async () => undefined,
    async close() {
      await Promise.all([hard.close(), system.close()])
    },
  }
}
