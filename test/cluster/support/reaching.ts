import type { Kubectl } from './kubectl.ts'

/** Whoever is let in hears from the other side at once; whom a policy drops, waits. */
const SILENCE_MS = 2_000

const CONNECT = `
const [host, port] = process.argv[1].split(':')
const socket = require('node:net').connect({ host, port: Number(port), timeout: ${SILENCE_MS} })
const say = (text) => { console.log(text); process.exit() }
socket.on('connect', () => say('connected'))
socket.on('timeout', () => say('nothing'))
socket.on('error', ({ code }) => say(code === 'ECONNREFUSED' ? 'nothing' : code))
`

/** What a pod, which has our image, gets from `host:port`: `connected`, `nothing`, or the code of another error. */
export const reaching = (kubectl: Kubectl, pod: string, address: string): Promise<string> =>
  kubectl(['exec', pod, '--', 'node', '--eval', CONNECT, address])

/** A pod that does nothing, in the way the namespace demands it, under whatever labels. */
export const idlePod = (name: string, image: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'idle',
        image,
        command: ['sleep', 'infinity'],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
})
