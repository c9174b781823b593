export type Command<A> = {
  /** Throws for what it does not understand, with a message for whoever typed it. */
  parse(args: string[]): A
  usage: string
  /** Does what was asked; resolves to the exit code. */
  run(asked: A): Promise<number>
}

/**
 * A program's whole way from what was typed to its exit code: 2, with the usage on stderr, when it is not
 * understood; 0, with the usage on stdout, when that was asked for.
 */
export async function runCommand<A extends { help: boolean }>(
  args: string[],
  { parse, usage, run }: Command<A>,
): Promise<number> {
  let asked: A
  try {
    asked = parse(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return 2
  }
  if (!asked.help) return run(asked)
  console.log(usage)
  return 0
}
