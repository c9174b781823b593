import type { Command } from 'commander'
import { z } from 'zod'
import { actOnEach } from '../act-on-each.ts'
import { furtherJob } from '../actions.ts'
import type { Context } from '../context.ts'
import type { Does } from '../program.ts'
import { readSpec } from '../spec.ts'
import { deadlineIn } from '../wait-for.ts'
import { Timeout } from './watch.ts'

const Asked = z.object({
  args: z.array(z.string()).min(1),
  spec: z.string().optional(),
  preset: z.string().optional(),
  title: z.string().optional(),
  lane: z.string().optional(),
  wait: z.boolean().default(false),
  timeout: Timeout,
})

/** `soundmill reprocess ID…`: the same recording, asked for otherwise. What is published stays until it has succeeded. */
export function addReprocess(program: Command, does: Does): void {
  program
    .command('reprocess')
    .description('make episodes anew from the same recording, with what is different about the spec')
    .argument('<id...>')
    .option('--spec <file>', 'what shall be different, as JSON; null takes a member away')
    .option('--preset <preset>', 'loudness, renditions and waveform of this preset')
    .option('--title <title>', 'what the episode is called')
    .option('--lane <lane>', 'normal or urgent')
    .option('--wait', 'show what happens to them, until all have ended')
    .option('--timeout <seconds>', 'with --wait: wait no longer')
    .action(does(Asked, reprocess))
}

async function reprocess(context: Context, asked: z.infer<typeof Asked>) {
  const { args, preset, title, lane, wait, timeout } = asked
  const spec = (await readSpec(asked.spec && context.here(asked.spec), { title, preset })) ?? {}
  const wish = { spec, ...(lane !== undefined && { lane }) }
  const action = {
    verb: 'reprocess',
    act: (_: Context, { id }: { id: string }) => furtherJob(context, id, wish),
  } as const
  return actOnEach(context, action, args, { wait, deadline: deadlineIn(timeout) })
}
