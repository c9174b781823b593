import type { Command } from 'commander'
import { z } from 'zod'
import { actOnEach } from '../act-on-each.ts'
import { ACTIONS, type Action } from '../actions.ts'
import { UsageError } from '../api/errors.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { Filters, queryOf, withFilters } from '../filters.ts'
import type { Does } from '../program.ts'
import { agreed, named, selected } from '../selected.ts'
import { deadlineIn } from '../wait-for.ts'
import { Timeout } from './watch.ts'

const Asked = Filters.extend({
  args: z.array(z.string()),
  yes: z.boolean().default(false),
  toLane: z.string().optional(),
  wait: z.boolean().default(false),
  timeout: Timeout,
})

/** `soundmill cancel|retry|delete ID…`, or filters for many at once. */
export function addAct(program: Command, does: Does): void {
  for (const action of ACTIONS) {
    const command = program
      .command(action.verb)
      .description(`${action.about}: those named, or all that the filters find`)
      .argument('[id...]')
      .option('--yes', 'do not ask, where filters find many, or latest ends one')
    if (action.verb === 'retry') {
      command
        .option('--to-lane <lane>', 'let it wait in this lane: normal or urgent')
        .option('--wait', 'show what happens to them, until all have ended')
        .option('--timeout <seconds>', 'with --wait: wait no longer')
    }
    withFilters(command).action(does(Asked, (context, asked) => act(context, action, asked)))
  }
}

async function act(context: Context, action: Action, asked: z.infer<typeof Asked>) {
  const { args, yes, wait, timeout, toLane, ...filters } = asked
  const query = queryOf(filters, Date.now())
  const isFiltered = Object.keys(query).length > 0
  if (args.length > 0 && isFiltered) throw new UsageError('name episodes or filters, one of the two')
  const how = { wait, lane: toLane, deadline: deadlineIn(timeout) }
  if (args.length > 0) {
    const targets = await named(context, action, args, yes)
    return targets === undefined ? EXIT.refused : actOnEach(context, action, targets, how)
  }
  if (!isFiltered) throw new UsageError(`${action.verb} what? Name episodes, or filters: never everything`)
  const found = await selected(context, query, action)
  if (found.length > 0 && !(await agreed(context, action, found.length, yes))) return EXIT.refused
  return actOnEach(context, action, found, how)
}
