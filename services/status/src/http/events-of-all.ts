import { Show } from '@soundmill/events'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Views } from '../store/index.ts'
import type { RouteDeps } from './deps.ts'
import { answerEvents, type Beginning } from './events-answer.ts'
import { resumeAfter } from './events-resume.ts'
import { invalid } from './position.ts'

const Query = z.strictObject({
  show: Show.optional().describe('Only what happens to episodes of this show'),
  from: z
    .literal('beginning')
    .optional()
    .describe('Tell first what has happened since the beginning of the log'),
  after: z.string().max(100).optional().describe('Tell first what has happened since this position'),
})

const schema = {
  summary: 'What happens to all episodes, or to those of a show, as it happens (server-sent events)',
  description:
    'As the events of an episode, but it begins now, and says at once where that is (`id: <position>` without data), ' +
    'unless told to begin elsewhere by `Last-Event-ID`, else `after`, else `from`. What follows is complete and in order, ' +
    'across reconnects to any process. A position that is ahead of this process is waited for. One of a log that is no ' +
    'more (it was made anew, or has lost its end) is answered by a first `event: reset`, `data: {"reason": "other-log", ' +
    '"position": …}`: what was heard before is not the past of what follows, which begins at that position; read anew ' +
    'what you keep. One that is no position is refused with 400. What was said of an ' +
    'episode before it was deleted is told as it was said, title and file names included; only what is erased is not ' +
    'told any more. It never ends by itself, but when the views are ' +
    'rebuilt: connect again.',
  tags: ['events'],
  operationId: 'followAll',
  headers: z.looseObject({
    'last-event-id': z
      .string()
      .optional()
      .describe('The last `id` that was seen; browsers send it themselves'),
  }),
  querystring: Query,
}

const config = {
  refuses: ['too_many_streams', 'view_behind', 'store_unavailable', 'log_unavailable'],
} as const

type Asked = z.infer<typeof Query> & { lastEventId: string | undefined }

/** All episodes, or those of a show, as one stream of server-sent events. */
export function eventsOfAllRoute(deps: RouteDeps): FastifyPluginAsyncZod {
  /** After a position that was seen. */
  async function resuming(views: Views, { path, position }: Seen) {
    const resumed = await resumeAfter(deps.events, views, position)
    if (resumed === 'unreadable') throw invalid(path, 'this is no position')
    if (resumed !== 'other-log') return { after: resumed }
    return { after: nowIn(views), opening: reset(hereIn(views)) }
  }

  async function beginning(views: Views, asked: Asked): Promise<Beginning> {
    const { show, from } = asked
    const stream = { whose: { show }, set: views.set, untilFinished: false }
    const seen = seenBy(asked)
    if (seen) return { ...stream, ...(await resuming(views, seen)) }
    if (from === 'beginning') return { ...stream, after: 0 }
    const here = hereIn(views)
    // Whoever is cut off before anything happens goes on from here, too.
    return { ...stream, after: nowIn(views), opening: here && `id: ${here}\n\n` }
  }

  return async (app) => {
    const options = { schema, config, exposeHeadRoute: false }
    app.get('/v1/events', options, async (request, reply) => {
      const { query, headers } = request
      if (query.from && query.after !== undefined)
        throw invalid('query/from', 'give `from` or `after`, not both')
      const asked = { ...query, lastEventId: headers['last-event-id'] }
      return answerEvents(deps, request, reply, () => deps.store.read((views) => beginning(views, asked)))
    })
  }
}

const nowIn = ({ place }: Views) => place?.sequence ?? 0

/** Undefined where nothing was ever said. */
const hereIn = (views: Views) => (views.epoch === undefined ? undefined : views.position(nowIn(views)))

type Seen = { path: string; position: string }

/** What the client says it has seen, and where it says so: what it saw last counts more than where it began. */
function seenBy({ lastEventId, after }: Asked): Seen | undefined {
  if (lastEventId) return { path: 'headers/last-event-id', position: lastEventId }
  return after === undefined ? undefined : { path: 'query/after', position: after }
}

/** With no fact in the log there is no position to go on from. */
function reset(position: string | undefined): string {
  const id = position === undefined ? 'id\n' : `id: ${position}\n`
  return `event: reset\n${id}data: ${JSON.stringify({ reason: 'other-log', position })}\n\n`
}
