/** For people, so on stderr: `npm run demo -- --json` keeps stdout to itself. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}

/** Something the person at the keyboard has to do; the message says what. */
export class SetupError extends Error {}
