import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratch } from '@soundmill/test-support'
import { expect, it } from 'vitest'
import { startAllInOne } from '../journey/stacks/all-in-one.ts'
import { type Known, putEpisodes } from './known-episodes.ts'

const run = promisify(execFile)

/** A property-based fuzzer of OpenAPI documents, from PyPI. Python 3.10 or later with `venv` is needed. */
const FUZZER = 'schemathesis==4.32.5'
const EXAMPLES = process.env.SOUNDMILL_FUZZ_EXAMPLES ?? '100'
const SEED = process.env.SOUNDMILL_FUZZ_SEED ?? '20261124'

/** What the document promises of every answer: no 5xx but 503, and nothing that it does not tell. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
]

/** What would spoil the rest: nothing is taken from a lane that is paused, and what is deleted answers 410. */
const PARTS = {
  first: ['--exclude-path-regex', '/events$|^/v1/lanes/', '--exclude-operation-id', 'deleteEpisode'],
  last: ['--include-path-regex', '^/v1/lanes/', '--include-operation-id', 'deleteEpisode'],
}

/** Bodies that the fuzzer cannot make: it does not know `application/offset+octet-stream`. */
const NOT_MADE = ['--exclude-operation-id', 'createUpload', '--exclude-operation-id', 'patchUpload']

/**
 * 503 is an answer (`view_behind`, `lane_draining`); the document tells when. Half of the ids are of what is there:
 * others only ever find 404.
 */
const settings = ({ episodes, jobs }: Known) => `
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]

[dictionaries.episodes]
values = ${JSON.stringify(episodes)}

[dictionaries.jobs]
values = ${JSON.stringify(jobs)}

[parameters]
"path.episode" = { dictionary = "episodes", probability = 0.5 }
"path.job" = { dictionary = "jobs", probability = 0.5 }
`

it(`answers whatever is asked as its document says (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
  const { dir } = await scratch()
  await run('python3', ['-m', 'venv', dir])
  await run(join(dir, 'bin/pip'), ['install', '--quiet', FUZZER])
  const stack = await startAllInOne()
  try {
    await writeFile(join(dir, 'schemathesis.toml'), settings(await putEpisodes(stack)))
    const document = `${stack.queries}/openapi.json`
    // Without the stateful phase: what it links is what would spoil the rest.
    const phases = ['--phases', 'examples,coverage,fuzzing', '--checks', CHECKS.join(), '--seed', SEED]
    const limits = ['--max-examples', EXAMPLES, '--request-timeout', '70', '--continue-on-failure']
    const options = [...phases, ...limits, '--no-color']
    for (const which of [[...PARTS.first, ...NOT_MADE], PARTS.last]) {
      const { stdout, failed } = await fuzz(dir, [document, ...which, ...options])
      console.log(stdout.slice(-20_000))
      expect.soft(failed).toBe(false)
    }
  } finally {
    await stack.close()
  }
})

async function fuzz(dir: string, options: string[]): Promise<{ stdout: string; failed: boolean }> {
  try {
    const { stdout } = await run(join(dir, 'bin/st'), ['run', ...options], {
      cwd: dir,
      maxBuffer: 64 * 1024 ** 2,
    })
    return { stdout, failed: false }
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error)) throw error
    return { stdout: String(error.stdout), failed: true }
  }
}
