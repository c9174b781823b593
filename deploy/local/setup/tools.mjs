import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall, mayUseApt } from './apt.mjs'
import { installCommand } from './install-command.mjs'
import { SetupError, say } from './say.mjs'

/** The programs Soundmill runs, the package that brings each, and the oldest version it is tested with. */
const TOOLS = [
  { name: 'ffmpeg', package: 'ffmpeg', ask: '-version', oldest: [5, 1] },
  { name: 'ffprobe', package: 'ffmpeg', ask: '-version', oldest: [5, 1] },
  { name: 'nats-server', package: 'nats-server', ask: '--version', oldest: [2, 9] },
]

/** Debian keeps servers in /usr/sbin, which the PATH of an ordinary user lacks. */
const ALSO = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/opt/homebrew/bin']

/** Which tools are here and in which version; which are not. */
export function findTools() {
  const found = []
  const missing = []
  for (const tool of TOOLS) {
    const path = findOnPath(tool.name)
    if (path) found.push({ ...tool, path, version: versionOf(path, tool) })
    else missing.push(tool)
  }
  return { found, missing }
}

/** Installs what is missing where that may be done without asking; otherwise says how to, and fails. */
export async function installTools(missing) {
  const packages = [...new Set(missing.map((tool) => tool.package))]
  const names = missing.map(({ name }) => name).join(', ')
  if (!mayUseApt()) {
    throw new SetupError(
      `${names} not found. Install with\n\n  ${installCommand(packages)}\n\nand run this again.`,
    )
  }
  say(`${names} not found: installing ${packages.join(' and ')} with apt-get (a minute or two)`)
  await aptInstall(packages)
  const still = findTools().missing
  if (still.length > 0) throw new SetupError(`still not found: ${still.map(({ name }) => name).join(', ')}`)
}

function findOnPath(name) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...ALSO]
  return directories.map((directory) => join(directory, name)).find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** As the tool tells it; said when it is older than what is tested, since it may work all the same. */
function versionOf(path, { name, ask, oldest }) {
  const { stdout = '' } = spawnSync(path, [ask], { encoding: 'utf8', timeout: 10_000 })
  const [version = 'of unknown version', major, minor] = /(\d+)\.(\d+)(\.\d+)?/.exec(stdout) ?? []
  const [least, lesser] = oldest
  if (Number(major) < least || (Number(major) === least && Number(minor) < lesser)) {
    say(`${name} ${version} is older than ${oldest.join('.')}, the oldest that is tested`)
  }
  return version
}
