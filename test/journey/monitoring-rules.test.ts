import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, it } from 'vitest'
import { ROOT } from '../architecture/files.ts'
import { ruleFiles, ruleTestFiles } from '../monitoring/rules.ts'

const run = promisify(execFile)
const { SOUNDMILL_PROMETHEUS_IMAGE = 'prom/prometheus:v2.53.3' } = process.env
const MONITORING = join(ROOT, 'deploy/monitoring')

const isOnPath = await run('promtool', ['--version']).then(
  () => true,
  () => false,
)

/** That of the PATH, or that in the image, in the folder of the rules. Rejects with what it says when it fails. */
async function promtool(...args: string[]): Promise<string> {
  const container = ['--rm', '--network=none', '--volume', `${MONITORING}:/etc/soundmill:ro`]
  const inImage = ['run', ...container, '--workdir=/etc/soundmill/rules', '--entrypoint=promtool']
  const { stdout } = isOnPath
    ? await run('promtool', args, { cwd: join(MONITORING, 'rules') })
    : await run('docker', [...inImage, SOUNDMILL_PROMETHEUS_IMAGE, ...args])
  return stdout
}

describe.skipIf(!isOnPath && !inject('docker'))('promtool', () => {
  it('accepts the configuration and every rule in it', async () => {
    const said = await promtool('check', 'config', '../prometheus.yml')
    for (const file of ruleFiles()) expect(said).toContain(file)
    await promtool('check', 'config', '../kubernetes/scrape.yml')
  })

  it.each(ruleTestFiles())('sees every alert of %s fire beyond its limit, and not at it', async (file) => {
    await promtool('test', 'rules', file)
  })
})
