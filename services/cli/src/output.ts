import { createPaint, type Environment, type Paint } from './terminal/paint.ts'
import { printableJson } from './terminal/printable.ts'
import { createScreen, noScreen, type Screen } from './terminal/screen.ts'

/** Where a command speaks: results on stdout, everything else on stderr. */
export type Output = {
  json: boolean
  /** Lines for people; nothing with `--json`. */
  print(lines: string | string[]): void
  /** The one document of `--json`; nothing without. */
  document(body: unknown): void
  /** A document on a line of its own; nothing without `--json`. */
  jsonLine(body: unknown): void
  /** What is worth knowing, and not the result; nothing with `--json`. */
  note(text: string): void
  /** What went wrong: a sentence, or with `--json` a problem. */
  problem(text: string, body: unknown): void
  /** How far it is. */
  screen: Screen
  /** For what `print` prints. */
  paint: Paint
  /** Asks a question that wants a yes. Undefined where nobody can answer. */
  confirm: ((question: string) => Promise<boolean>) | undefined
}

/** Where a process can speak, as Node has it. */
export type Streams = { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream }

/** For people or, with `json`, for programs. */
export function createOutput({ stdin, stdout, stderr }: Streams, env: Environment, json: boolean): Output {
  const nothing = () => {}
  const toStdout = (text: string) => void stdout.write(`${text}\n`)
  const toStderr = (text: string) => void stderr.write(`${text}\n`)
  const screen = json ? noScreen : createScreen(stderr, env)
  const paintStderr = createPaint(stderr, env)
  const isAttended = stdin.isTTY && stderr.isTTY && !json
  return {
    json,
    print: json ? nothing : (lines) => toStdout([lines].flat().join('\n')),
    document: json ? (body) => toStdout(printableJson(body, 2)) : nothing,
    jsonLine: json ? (body) => toStdout(printableJson(body)) : nothing,
    note: (text) => screen.line(paintStderr('quiet', text)),
    problem: json
      ? (_text, body) => toStderr(printableJson(body))
      : (text) => toStderr(`${paintStderr('bad', 'soundmill:')} ${text}`),
    screen,
    paint: createPaint(stdout, env),
    confirm: isAttended ? (question) => asked(question, stdin, stderr) : undefined,
  }
}

/** Whether the next line is a yes. */
async function asked(
  question: string,
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WriteStream,
): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const line = createInterface({ input: stdin, output: stderr })
  const interrupted = new Promise<string>((resolve) => line.once('SIGINT', () => resolve('n')))
  try {
    return /^y(es)?$/i.test((await Promise.race([line.question(`${question} [y/N] `), interrupted])).trim())
  } finally {
    line.close()
  }
}
