#!/usr/bin/env node
/*
 * All tests, one project after the other: two cores are enough for that, and containers run only while
 * somebody needs them. Only what mostly waits (the faults) has company that mostly calculates (the image).
 * Arguments go to vitest: `npm test -- libs/events`. At the end stand the names of what failed, and in the last
 * line `N passed, N failed, N skipped`, whatever happened; the exit code is 0 when nothing failed.
 *
 * SOUNDMILL_TEST_NO_SKIP=1 makes a skipped test a failure: for where everything is there, so that nobody
 * trusts in tests that did not run. Those of a cluster are missed only where SOUNDMILL_TEST_KUBECONFIG names one.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainSkips } from './skips.mjs'

const args = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'soundmill-tests-'))

// With a project of the caller's own vitest is run once, as it is told.
const chosen = args.some((arg) => arg.startsWith('--project'))
const stages = chosen
  ? [[]]
  : [['unit'], ['integration'], ['journey'], ['faults', 'image'], ['quiet'], ['cluster']]

let interrupted = false
const total = { passed: 0, failed: [], skipped: [] }
const times = []
for (const stage of stages) {
  if (interrupted) break
  const begun = performance.now()
  const runs = chosen ? [[]] : stage.map((name) => ['--project', name])
  for (const tally of await Promise.all(runs.map((project) => runVitest([...project, ...args])))) {
    total.passed += tally.passed
    total.failed.push(...tally.failed)
    total.skipped.push(...tally.skipped)
  }
  times.push(`${stage.join(' and ') || 'tests'} ${Math.round((performance.now() - begun) / 1000)} s`)
}
rmSync(scratch, { recursive: true })
report(total)

/** What became of the tests of one run. A run that ended badly without a failed test is a failure itself. */
async function runVitest(options) {
  const file = join(scratch, `${Math.random()}.json`)
  const reporters = ['--reporter=default', '--reporter=./test/tally.mjs']
  const code = await end(
    spawn(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...reporters, ...options],
      { cwd: root, stdio: 'inherit', env: { ...process.env, SOUNDMILL_TALLY_FILE: file } },
    ),
  )
  const tally = read(file)
  if (code === 0 || tally.failed.length > 0) return tally
  return { ...tally, failed: [`vitest ended with ${code} though no test failed: ${options.join(' ')}`] }
}

/** The exit code. A signal goes on to vitest, which stops its servers; we still say what was counted. */
function end(child) {
  const pass = (signal) => {
    interrupted = true
    // The terminal has told the child already.
    if (signal !== 'SIGINT') child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM']
  for (const signal of signals) process.on(signal, pass)
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/** Vitest may have crashed before it could tell. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: [], skipped: [] }
  }
}

/** A cluster is no part of "everything is there" where none is named. */
function isForbidden({ file }) {
  return !file.startsWith('test/cluster/') || Boolean(process.env.SOUNDMILL_TEST_KUBECONFIG)
}

function report({ passed, failed, skipped }) {
  const byName = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern'))
  const forbidden = skipped.some(isForbidden) && !byName && process.env.SOUNDMILL_TEST_NO_SKIP === '1'
  if (skipped.length > 0) console.log(explainSkips(skipped, byName).join('\n'))
  if (forbidden) console.log('A skipped test is a failure here: SOUNDMILL_TEST_NO_SKIP is set.')
  if (failed.length > 0) console.log(['', 'Failed:', ...failed.map((name) => `  ${name}`), ''].join('\n'))
  console.log(`Took: ${times.join(', ')}`)
  if (passed + failed.length === 0)
    console.log('No test was run, which counts as a failure: is the filter right?')
  process.exitCode = failed.length > 0 || passed === 0 || forbidden ? 1 : 0
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
}
