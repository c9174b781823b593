import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runQuietly } from './command.mjs'
import { SetupError, say } from './say.mjs'

const QUIETLY = { DEBIAN_FRONTEND: 'noninteractive' }
/** Another apt may be at work, on a machine that has just been started for example. */
const PATIENTLY = ['-y', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0']

/** Only as root: asking for somebody's password is not the business of a set-up script. */
export const mayUseApt = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

export async function aptInstall(packages) {
  say('  apt-get update')
  const update = await runQuietly('apt-get', [...PATIENTLY, 'update'], QUIETLY)
  // One source of many that does not answer need not be the one that is needed.
  if (update.code !== 0) say(`  apt-get update failed (exit code ${update.code}); going on`)
  say(`  apt-get install ${packages.join(' ')}`)
  const serviceStaysOff = packages.includes('nats-server') ? keepServiceOff('nats-server.service') : () => {}
  try {
    const install = ['install', '--no-install-recommends', ...packages]
    const { code, output } = await runQuietly('apt-get', [...PATIENTLY, ...install], QUIETLY)
    if (code !== 0) throw new SetupError(`apt-get install failed (exit code ${code}):\n${output}`)
  } finally {
    serviceStaysOff()
  }
}

/**
 * Debian's package enables and starts a server on port 4222, which nobody asked for: we start our own, when
 * needed, on a free port. Masked while the package is installed, its unit cannot start; afterwards it is
 * there, disabled, for whoever wants it. Without systemd nothing is started in the first place.
 */
function keepServiceOff(unit) {
  if (!existsSync('/run/systemd/system')) return () => {}
  const systemctl = (...args) => spawnSync('systemctl', ['--quiet', ...args], { stdio: 'ignore' })
  systemctl('mask', unit)
  return () => {
    systemctl('unmask', unit)
    systemctl('disable', unit)
  }
}
