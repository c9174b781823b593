import { writeFileSync } from 'node:fs'

/**
 * A vitest reporter beside the usual one: writes what became of the tests to the file that
 * SOUNDMILL_TALLY_FILE names, for `run.mjs`. It knows what vitest's own JSON does not: why a test was
 * skipped (`context.skip(why)`), and errors that belong to no test.
 */
export default class Tally {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) count(module, tally)
    writeFileSync(process.env.SOUNDMILL_TALLY_FILE, JSON.stringify(tally))
  }
}

function count(module, tally) {
  // A file that cannot be collected has no tests, and yet something failed; so has a broken `beforeAll`.
  tally.failed += module.errors().length
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
  for (const test of module.children.allTests()) {
    const result = test.result()
    if (result.state === 'passed') tally.passed += 1
    else if (result.state === 'failed') tally.failed += 1
    else tally.skipped.push({ file: module.relativeModuleId, test: test.fullName, why: result.note })
  }
}
