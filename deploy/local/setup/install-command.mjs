import { readFileSync } from 'node:fs'
import { platform } from 'node:os'

/** The one command that brings these packages on this system. */
export function installCommand(packages) {
  const list = packages.join(' ')
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  if (platform() === 'darwin') return `brew install ${list}`
  const commands = {
    debian: `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${list}`,
    arch: `${sudo}pacman -S --needed ${list}`,
    alpine: `${sudo}apk add ${list}`,
  }
  const family = distribution().find((name) => name in commands)
  if (family) return commands[family]
  const from = { ffmpeg: 'https://ffmpeg.org/download.html', 'nats-server': 'https://nats.io/download/' }
  return packages.map((name) => `${name} from ${from[name]}`).join('\n  ')
}

/** What this Linux is and what it is like, as os-release(5) tells it. */
function distribution() {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)/gm)].flatMap(([, names]) => names.split(' '))
  } catch {
    return []
  }
}
