import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { createKubectl, idlePod, reaching } from '../support/index.ts'
import type { Running } from './running.ts'

/** Who may open a connection to whom; every other pair of these is forbidden. */
const WAYS: Record<string, string[]> = {
  ingest: ['nats:4222', 's3:9000'],
  processor: ['nats:4222', 's3:9000'],
  status: ['nats:4222', 's3:9000', 'mongo:27017'],
}
const PLACES = ['nats:4222', 's3:9000', 'mongo:27017', 'ingest:8080', 'status:8080', 'kubernetes.default:443']
const PAIRS = Object.keys(WAYS).flatMap((from) => PLACES.map((to) => ({ from, to })))

/** Default-deny is in force, and what is named passes. */
export function networkPolicies(running: Running): void {
  describe('on the network', () => {
    const isOpen = ({ from, to }: (typeof PAIRS)[number]) => WAYS[from]?.includes(to) ?? false

    it.each(PAIRS.filter(isOpen))('$from reaches $to', async ({ from, to }) => {
      expect(await reaching(running().system.kubectl, `deployment/${from}`, to)).toBe('connected')
    })

    it.each(PAIRS.filter((pair) => !isOpen(pair)))('$from does not reach $to', async ({ from, to }) => {
      expect(await reaching(running().system.kubectl, `deployment/${from}`, to)).toBe('nothing')
    })

    it('a pod nobody has named reaches nothing', async () => {
      const { cluster, system } = running()
      await start(system.namespace, idlePod('stranger', cluster.images.soundmill))
      await Promise.all(PLACES.map((place) => shutOut(system.namespace, 'stranger', place)))
    })

    it('a pod of another namespace reaches nothing but the gateway, whatever it calls itself', async () => {
      const { cluster, system } = running()
      const elsewhere = `${system.namespace}-elsewhere`
      const kubectl = createKubectl(cluster.kubeconfig, elsewhere)
      await kubectl(['create', 'namespace', elsewhere])
      try {
        const labels = { 'app.kubernetes.io/name': 'status', 'app.kubernetes.io/part-of': 'soundmill' }
        await start(elsewhere, idlePod('impostor', cluster.images.soundmill, labels))
        const there = (place: string) => place.replace(':', `.${system.namespace}:`)
        expect(await reaching(kubectl, 'impostor', there('gateway:80'))).toBe('connected')
        const inside = PLACES.filter((place) => !place.startsWith('kubernetes'))
        await Promise.all(inside.map((place) => shutOut(elsewhere, 'impostor', there(place))))
      } finally {
        await kubectl(['delete', 'namespace', elsewhere, '--wait=false'])
      }
    })

    async function start(namespace: string, pod: ReturnType<typeof idlePod>) {
      const kubectl = createKubectl(running().cluster.kubeconfig, namespace)
      await kubectl(['apply', '--filename', '-'], JSON.stringify(pod))
      await kubectl(['wait', '--for=condition=Ready', `pod/${pod.metadata.name}`, '--timeout=60s'])
    }

    /** Policies take hold a moment after a pod has its address. */
    const shutOut = (namespace: string, pod: string, place: string) =>
      until(
        async () =>
          (await reaching(createKubectl(running().cluster.kubeconfig, namespace), pod, place)) === 'nothing',
        { what: `${pod} to be shut out from ${place}` },
      )
  })
}
