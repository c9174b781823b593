import { writeFileSync } from 'node:fs'

/**
 * A vitest reporter beside the usual one: writes what became of the tests to the file that
 * SOUNDMILL_TALLY_FILE names, for `run.mjs`. It knows what vitest's own JSON does not: why a test was
 * skipped (`context.skip(why)`), and errors that belong to no test.
 */
export default class Tally {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = {
      passed: 0,
      failed: unhandledErrors.map(() => 'an error outside of all tests'),
      skipped: [],
    }
    for (const module of modules) count(module, tally)
    writeFileSync(process.env.SOUNDMILL_TALLY_FILE, JSON.stringify(tally))
  }
}

function count(module, tally) {
  // A file that cannot be collected has no tests, and yet something failed; so has a broken `beforeAll`.
  const file = module.relativeModuleId
  tally.failed.push(...module.errors().map(() => `${file}: as a whole`))
  for (const suite of module.children.allSuites()) {
    tally.failed.push(...suite.errors().map(() => `${file}: around ${suite.fullName}`))
  }
  for (const test of module.children.allTests()) {
    const result = test.result()
    if (result.state === 'passed') tally.passed += 1
    else if (result.state === 'failed') tally.failed.push(`${file}: ${test.fullName}`)
    else tally.skipped.push({ file, test: test.fullName, why: result.note })
  }
}
