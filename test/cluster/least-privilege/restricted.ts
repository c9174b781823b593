import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { idlePod } from '../support/index.ts'
import type { Running } from './running.ts'

const Containers = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        automountServiceAccountToken: z.boolean().optional(),
        securityContext: z.object({ runAsNonRoot: z.boolean().optional() }),
        containers: z.array(
          z.object({
            securityContext: z.object({ readOnlyRootFilesystem: z.boolean().optional() }).optional(),
          }),
        ),
      }),
    }),
  ),
})

/** What a process finds out about its own rights. */
const RIGHTS = `
const { existsSync, writeFileSync } = require('node:fs')
const codeOf = (path) => { try { writeFileSync(path, '') } catch ({ code }) { return code } }
console.log(JSON.stringify({
  uid: process.getuid(),
  root: codeOf('/mark'),
  code: codeOf('/srv/soundmill/mark'),
  token: existsSync('/var/run/secrets/kubernetes.io'),
}))`

/** Pod Security *restricted* is in force, and the pods know no way around it. */
export function podSecurity(running: Running): void {
  describe('a pod', () => {
    it.each([
      ['to be privileged', { privileged: true }],
      ['to be root', { runAsUser: 0, runAsNonRoot: false }],
      ['a capability', { capabilities: { add: ['NET_ADMIN'] } }],
    ])('is refused when it wants %s', async (_what, securityContext) => {
      const { cluster, system } = running()
      const pod = idlePod('greedy', cluster.images.soundmill)
      const greedy = {
        ...pod,
        spec: { ...pod.spec, containers: pod.spec.containers.map((each) => ({ ...each, securityContext })) },
      }
      const applied = system.kubectl(['apply', '--filename', '-'], JSON.stringify(greedy))
      await expect(applied).rejects.toThrow('violates PodSecurity "restricted')
    })

    it('is no root, has a root it cannot write to, and no account of the cluster', async () => {
      const ours = ['--selector', 'app.kubernetes.io/part-of=soundmill']
      const pods = Containers.parse(
        JSON.parse(await running().system.kubectl(['get', 'pods', ...ours, '--output', 'json'])),
      )
      expect(pods.items.length).toBeGreaterThanOrEqual(7)
      for (const { metadata, spec } of pods.items) {
        expect(spec.securityContext.runAsNonRoot, metadata.name).toBe(true)
        expect(spec.automountServiceAccountToken, metadata.name).toBe(false)
        for (const { securityContext } of spec.containers)
          expect(securityContext?.readOnlyRootFilesystem, metadata.name).toBe(true)
      }
    })

    it.each(['ingest', 'processor', 'status'])('finds that itself, in %s', async (name) => {
      const rights = await running().system.kubectl([
        'exec',
        `deployment/${name}`,
        '--',
        'node',
        '--eval',
        RIGHTS,
      ])
      expect(JSON.parse(rights)).toEqual({ uid: 1000, root: 'EROFS', code: 'EROFS', token: false })
    })

    it.each(['ingest', 'processor', 'status'])('has no secret in its environment, in %s', async (name) => {
      const environment = await running().system.kubectl(['exec', `deployment/${name}`, '--', 'env'])
      expect(environment).not.toContain('-example')
      expect(environment).toContain('NATS_PASSWORD_FILE=')
    })
  })
}
