import { execFile } from 'node:child_process'
import type { Door } from './contender.ts'

/** curl works on 300 at once at most, and takes 50 for more. */
const UPLOADS_OF_A_PROCESS = 250

/** Enough to see what went wrong. */
const LAST_WORDS = 500

/** Uploads a file through every URL of a door, all at once. Rejects unless all were taken, whole. */
export async function uploadAll(
  door: Door,
  body: { path: string; bytes: number },
  signal: AbortSignal,
): Promise<void> {
  const processes: Promise<string>[] = []
  for (let i = 0; i < door.urls.length; i += UPLOADS_OF_A_PROCESS) {
    const urls = door.urls.slice(i, i + UPLOADS_OF_A_PROCESS)
    processes.push(curl(configOf({ ...door, urls }, body.path), signal))
  }
  const answers = (await Promise.all(processes)).join('').trimEnd().split('\n')
  const wrong = answers.filter((answer) => !new RegExp(`^2\\d\\d ${body.bytes}$`).test(answer))
  if (wrong.length > 0 || answers.length !== door.urls.length) {
    throw new Error(`${wrong.length} of ${door.urls.length} uploads failed: ${wrong.slice(0, 3).join('; ')}`)
  }
}

function curl(config: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    // Its exit code tells of the last transfer; the answers tell of each.
    const child = execFile('curl', ['--config', '-'], { signal }, (error, answers, complaint) => {
      if (signal.aborted) reject(signal.reason)
      else if (error && answers === '') reject(new Error(complaint.slice(-LAST_WORDS), { cause: error }))
      else resolve(answers)
    })
    child.stdin?.on('error', () => {}).end(config)
  })
}

/** A configuration for curl: without waiting for `100 Continue`, and a line for each answer: status, bytes sent. */
export function configOf({ method, headers, urls }: Door, path: string): string {
  return [
    'silent',
    'show-error',
    'parallel',
    'parallel-immediate',
    `parallel-max = ${UPLOADS_OF_A_PROCESS}`,
    `request = ${method}`,
    ...['Expect:', ...headers].map((header) => `header = "${header}"`),
    'write-out = "%{http_code} %{size_upload}\\n"',
    ...urls.flatMap((url) => [`url = "${url}"`, `upload-file = "${path}"`, 'output = /dev/null']),
    '',
  ].join('\n')
}
