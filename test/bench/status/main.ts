import { runCommand } from '@soundmill/cli/terminal'
import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { runCourse } from './rebuild-course.ts'
import { courseText } from './rebuild-tables.ts'

/*
 * `npm run bench:status`: what a view of many episodes costs: building it, asking for lists, keeping up with the
 * log. Exit code 0: measured; 1: it could not be; 2: the arguments are not understood.
 */

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: bench,
})

async function bench(chosen: Arguments): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)))
  }
  try {
    const course = await runCourse(chosen, (line) => console.error(line), stop.signal)
    console.log(chosen.json ? JSON.stringify({ ...chosen, course }, null, 2) : `\n${courseText(course)}`)
    return 0
  } catch (error) {
    console.error(stop.signal.aborted ? String(stop.signal.reason) : error)
    return 1
  }
}
