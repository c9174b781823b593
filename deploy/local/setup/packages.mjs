import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './command.mjs'
import { SetupError, say } from './say.mjs'

const inRoot = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

const LOCK = inRoot('package-lock.json')
/** What npm itself writes when it has installed everything. */
const INSTALLED = inRoot('node_modules/.package-lock.json')
/** The lockfile that node_modules was made from. */
const STAMP = inRoot('node_modules/.soundmill-lockfile')

/** Installs exactly what the lockfile says, unless that has been done. */
export async function installPackages() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return
  if (!installedByHand()) {
    say('installing the npm packages of package-lock.json (npm ci)')
    const [command, ...args] = npm()
    const { code, output } = await runQuietly(command, [...args, 'ci', '--no-fund', '--no-audit'])
    if (code !== 0) throw new SetupError(`npm ci failed (exit code ${code}):\n${output}`)
  }
  writeFileSync(STAMP, lock)
}

/** Somebody ran npm after the lockfile last changed: `npm ci` would only throw away and repeat it. */
function installedByHand() {
  return existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs
}

/** The npm that called us, if one did: there may be several. */
function npm() {
  const { npm_execpath } = process.env
  return npm_execpath?.endsWith('.js') ? [process.execPath, npm_execpath] : ['npm']
}
