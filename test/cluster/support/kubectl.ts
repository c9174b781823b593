import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs kubectl in one namespace of one cluster and resolves to what it printed; rejects with its complaint. */
export type Kubectl = (args: string[], input?: string) => Promise<string>

/** Never the kubeconfig kubectl would find by itself: that may be anybody's cluster. */
export function createKubectl(kubeconfig: string, namespace?: string): Kubectl {
  const place = ['--kubeconfig', kubeconfig, ...(namespace === undefined ? [] : ['--namespace', namespace])]
  return async (args, input = '') => {
    const running = run('kubectl', [...place, ...args], { maxBuffer: 64 * 1024 ** 2 })
    running.child.stdin?.end(input)
    const { stdout } = await running
    return stdout.trim()
  }
}
