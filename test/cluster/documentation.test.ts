import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { freePort, scratch, tone } from '@soundmill/test-support'
import { describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { type ClusterAddress, createKubectl } from './support/index.ts'
import { deleteNamespace, uniqueName } from './support/namespace.ts'
import { writeOverlay } from './support/overlay.ts'

const cluster = inject('cluster')

const PAGE = new URL('../../docs/deploy-kubernetes.md', import.meta.url)
const STOP_WHAT_WAS_LEFT_RUNNING = "trap 'kill $(jobs -p)' EXIT"

const Episode = z.object({ published: z.object({ outcome: z.string() }) })

describe.skipIf(!cluster)('docs/deploy-kubernetes.md', () => {
  it('leads to a finished episode by the commands that stand there', async ({ onTestFinished }) => {
    if (!cluster) throw new Error('no cluster')
    const { dir } = await scratch()
    await writeFile(`${dir}/recording.wav`, tone({ seconds: 3 }))
    const namespace = uniqueName()
    onTestFinished(() => deleteNamespace(createKubectl(cluster.kubeconfig, namespace), namespace))

    await runAsWritten(cluster, namespace, dir)

    const episode = Episode.parse(JSON.parse(await readFile(`${dir}/episode.json`, 'utf8')))
    expect(episode.published.outcome).toBe('succeeded')
    expect((await readFile(`${dir}/episode.mp3`)).subarray(0, 3).toString()).toBe('ID3')
  }, 600_000)
})

/** What is fenced as `sh`, in one shell, with a namespace, images and a port of the test's own. */
async function runAsWritten(cluster: ClusterAddress, namespace: string, cwd: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const overlay = await writeOverlay(namespace, cluster.images)
  const port = await freePort()
  const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, block]) => block)
    .join('\n')
    .replaceAll('k8s/overlays/dev', overlay.dir)
    .replaceAll('--namespace soundmill', `--namespace ${namespace}`)
    .replaceAll('8080:80', `${port}:80`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
  const script = ['set -euxo pipefail', STOP_WHAT_WAS_LEFT_RUNNING, commands].join('\n')
  try {
    await promisify(execFile)('bash', ['-c', script], {
      cwd,
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    })
  } finally {
    await overlay.remove()
  }
}
