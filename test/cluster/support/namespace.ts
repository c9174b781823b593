import { randomBytes } from 'node:crypto'
import type { Kubectl } from './kubectl.ts'

/** For a namespace nobody else has; whoever finds one left over knows by the name that it may go. */
export const uniqueName = (): string => `soundmill-test-${randomBytes(4).toString('hex')}`

/** Deletes a namespace, and waits until the machine is free again: pods get a second instead of their grace. */
export async function deleteNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'])
  await kubectl(['delete', 'pods', '--all', '--grace-period=1', '--wait=false'])
  await kubectl(['wait', '--for=delete', `namespace/${namespace}`, '--timeout=120s'])
}
