#!/usr/bin/env node
/*
 * Makes a fresh clone ready for `npm run demo` and `npm test`, and says what it does, on stderr. Plain Node,
 * since nothing is installed yet. Run again it looks, finds everything, and touches neither disk nor network.
 */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `set-up: this is Node ${process.versions.node}; Soundmill needs 20.19 or newer (https://nodejs.org)`,
  )
  process.exit(1)
}

// Only now: an older Node would stumble over their syntax before it could say so.
const { installPackages } = await import('./setup/packages.mjs')
const { findTools, installTools } = await import('./setup/tools.mjs')
const { say, SetupError } = await import('./setup/say.mjs')

try {
  await installPackages()
  const { missing } = findTools()
  if (missing.length > 0) await installTools(missing)
  const { found } = findTools()
  say(
    `ready: Node ${process.versions.node}, ${found.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
  )
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exit(1)
}
