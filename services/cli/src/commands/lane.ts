import type { Command } from 'commander'
import { z } from 'zod'
import { Text } from '../api/answers.ts'
import { persist } from '../api/persist.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { Does } from '../program.ts'
import { onPause } from '../saying.ts'

const Lane = z.object({ lane: Text, state: Text })

const Asked = z.object({ args: z.tuple([z.string()]) })

const VERBS = {
  pause: 'what waits in a lane is not begun; what is in hand goes on; submits are taken',
  drain: 'what waits in a lane is worked; submits to it are refused',
  resume: 'a lane is open again',
}

const MEANING: Record<string, string> = {
  open: 'submits are taken and worked',
  paused: 'submits are taken and wait; nothing is begun',
  draining: 'what waits is worked; submits are refused',
}

/** `soundmill lane pause|drain|resume LANE`. */
export function addLane(program: Command, does: Does): void {
  const lane = program.command('lane').description('stop or empty a lane, and open it again')
  for (const [verb, what] of Object.entries(VERBS)) {
    lane
      .command(verb)
      .description(what)
      .argument('<lane>', 'normal or urgent')
      .action(does(Asked, (context, { args: [name] }) => steer(context, verb, name)))
  }
}

/** By nature the same however often it is sent. */
async function steer(context: Context, verb: string, name: string) {
  const { api, out, signal } = context
  const path = `/v1/lanes/${encodeURIComponent(name)}/${verb}`
  const { value, body } = await persist(() => api.ask(path, Lane, { method: 'POST', signal }), {
    signal,
    onPause: onPause(out),
  })
  out.document(body)
  const meaning = MEANING[value.state]
  out.print(`the lane ${value.lane} is ${value.state}${meaning === undefined ? '' : `: ${meaning}`}`)
  return EXIT.ok
}
