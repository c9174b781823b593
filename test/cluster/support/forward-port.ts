import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Deployed } from './deployed.ts'

/** A port of this machine that leads into a pod. It ends with its pod. */
export type ForwardedPort = { host: string; close(): Promise<void> }

/** `target` is what kubectl takes: `statefulset/nats`. Rejects with what kubectl said when there is no such way. */
export async function forwardPort(
  { kubeconfig, namespace }: Pick<Deployed, 'kubeconfig' | 'namespace'>,
  target: string,
  port: number,
): Promise<ForwardedPort> {
  const place = ['--kubeconfig', kubeconfig, '--namespace', namespace]
  const child = spawn('kubectl', [...place, 'port-forward', target, `:${port}`])
  const gone = once(child, 'exit')
  const said: string[] = []
  createInterface(child.stderr).on('line', (line) => said.push(line))
  const host = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, found] = /^Forwarding from (127\.0\.0\.1:\d+)/.exec(line) ?? []
      if (found) resolve(found)
    })
    gone.then(() => reject(new Error(`no way to ${target}: ${said.join('\n')}`)), reject)
  })
  return {
    host,
    async close() {
      child.kill()
      await gone
    },
  }
}
