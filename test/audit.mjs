#!/usr/bin/env node
/*
 * `npm audit` of what goes into the image, for continuous integration. Exit code 1 when something is known to be
 * vulnerable (moderate and worse), 0 when nothing is. A registry that keeps no advisories (a mirror) can tell nothing:
 * that is said loudly and is no failure, or nobody behind such a mirror could test at all.
 */
import { spawnSync } from 'node:child_process'

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', shell: false })
const report = parse(stdout)
const counts = report?.metadata?.vulnerabilities

if (!counts) {
  console.log(
    '!!! npm audit was NOT RUN: this registry keeps no advisories. Run `npm audit --omit=dev` elsewhere.',
  )
} else {
  const { moderate, high, critical } = counts
  console.log(`npm audit: ${critical} critical, ${high} high, ${moderate} moderate`)
  for (const { name, severity, range } of Object.values(report.vulnerabilities)) {
    console.log(`  ${severity}: ${name} ${range}`)
  }
  process.exitCode = moderate + high + critical > 0 ? 1 : 0
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
