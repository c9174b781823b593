import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { build, COMBINATIONS } from '../manifests/build.ts'
import { createKubectl, type Kubectl } from './support/index.ts'

const cluster = inject('cluster')

/** Of objects that Kubernetes does not know by itself, and how they are called. */
const DEFINITIONS = new Map([
  ['scaledobjects.keda.sh', 'scaled-objects.yaml'],
  ['httproutes.gateway.networking.k8s.io', 'http-routes.yaml'],
])
const fileOf = (name: string) => fileURLToPath(new URL(`definitions/${name}`, import.meta.url))

describe.skipIf(!cluster)('the API server', () => {
  const namespace = `soundmill-test-${randomBytes(4).toString('hex')}`
  let kubectl: Kubectl
  /** A cluster that has its own keeps them: with a definition go all objects of its kind. */
  const made: string[] = []
  beforeAll(async () => {
    if (!cluster) throw new Error('no cluster')
    kubectl = createKubectl(cluster.kubeconfig)
    await kubectl(['create', 'namespace', namespace])
    for (const [name, file] of DEFINITIONS) {
      if (await kubectl(['get', 'crd', name, '--ignore-not-found', '--output', 'name'])) continue
      await kubectl(['create', '--filename', fileOf(file)])
      made.push(name)
      await kubectl(['wait', '--for=condition=Established', `crd/${name}`, '--timeout=60s'])
    }
  })
  afterAll(async () => {
    await kubectl?.(['delete', 'namespace', namespace, '--wait=false'])
    if (made.length > 0) await kubectl(['delete', 'crd', ...made])
  })

  const dryRun = (manifests: string) =>
    kubectl(['apply', '--dry-run=server', '--validate=strict', '--output=name', '--filename', '-'], manifests)

  it.each(COMBINATIONS)('would take $name as it is', async (combination) => {
    const taken = await dryRun(await build(combination, namespace))
    expect(taken).toContain('deployment.apps/processor')
  })

  it('would not take a field that is misspelt, in ours or in others’ objects', async () => {
    const [, production] = COMBINATIONS
    const manifests = production ? await build(production, namespace) : ''
    for (const field of ['terminationGracePeriodSeconds:', 'maxReplicaCount:'])
      await expect(dryRun(manifests.replaceAll(field, `un${field}`))).rejects.toThrow(
        `un${field.slice(0, -1)}`,
      )
  })
})
