import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratch } from '@soundmill/test-support'
import { expect, it } from 'vitest'
import { startAllInOne } from '../journey/stacks/all-in-one.ts'

const run = promisify(execFile)

/** A property-based fuzzer of OpenAPI documents, from PyPI. Python 3.10 or later with `venv` is needed. */
const FUZZER = 'schemathesis==4.32.5'
const EXAMPLES = process.env.SOUNDMILL_FUZZ_EXAMPLES ?? '100'
const SEED = process.env.SOUNDMILL_FUZZ_SEED ?? '20261124'

/** What the document promises of every answer: no 5xx, and nothing that it does not tell. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
]

/** A stream of events has no end to wait for. */
const ENDLESS = '/events$'

it(`answers whatever is asked as its document says (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
  const { dir } = await scratch()
  await run('python3', ['-m', 'venv', dir])
  await run(join(dir, 'bin/pip'), ['install', '--quiet', FUZZER])
  const stack = await startAllInOne()
  try {
    const options = ['--exclude-path-regex', ENDLESS, '--checks', CHECKS.join(), '--seed', SEED]
    const limits = [
      '--max-examples',
      EXAMPLES,
      '--request-timeout',
      '70',
      '--continue-on-failure',
      '--no-color',
    ]
    const fuzz = run(join(dir, 'bin/st'), ['run', `${stack.queries}/openapi.json`, ...options, ...limits], {
      cwd: dir,
      maxBuffer: 64 * 1024 ** 2,
    })
    const { stdout, failed } = await fuzz.then(
      ({ stdout }) => ({ stdout, failed: false }),
      (error: { stdout: string }) => ({ stdout: error.stdout, failed: true }),
    )
    console.log(stdout.slice(-20_000))
    expect(failed).toBe(false)
  } finally {
    await stack.close()
  }
})
