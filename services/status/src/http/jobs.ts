import { Uuid } from '@soundmill/events'
import { HttpProblem } from '@soundmill/runtime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { jobOf } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { JobJson, jobJson } from './job-json.ts'
import { readUntil } from './patience.ts'
import { reachPosition } from './position.ts'
import { EpisodeParams, WaitQuery } from './query.ts'
import { AT_A_POSITION, OF_AN_EPISODE, present } from './refusals.ts'
import { storedSpec } from './stored-spec.ts'

const JobParams = EpisodeParams.extend({ job: Uuid })
/** What `GET …/jobs` answers. */
export const JobsJson = z.object({ jobs: z.array(JobJson).describe('Newest first') })

/** The jobs of an episode, all or one, now or when it is finished. */
export function jobsRoutes(deps: RouteDeps): FastifyPluginAsyncZod {
  const readEpisode = (episode: string) =>
    deps.store.read(async (views) => present(await views.episode(episode)))

  async function readJob(episode: string, id: string) {
    const view = await readEpisode(episode)
    const job = jobOf(view, id)
    if (!job) throw new HttpProblem(404, 'not_found', 'this episode has no such job')
    return { json: jobJson(view, job), spec: job.submission?.spec }
  }

  return async (app) => {
    app.get(
      '/v1/episodes/:episode/jobs',
      {
        schema: {
          summary: 'The jobs of an episode',
          tags: ['jobs'],
          operationId: 'listJobs',
          params: EpisodeParams,
          response: { 200: JobsJson },
        },
        config: { refuses: OF_AN_EPISODE },
      },
      async ({ params }) => {
        const view = await readEpisode(params.episode)
        return { jobs: view.jobs.toReversed().map((job) => jobJson(view, job)) }
      },
    )

    app.get(
      '/v1/episodes/:episode/jobs/:job',
      {
        schema: {
          summary: 'A job, with its spec, its attempts and what became of it',
          tags: ['jobs'],
          operationId: 'getJob',
          params: JobParams,
          querystring: WaitQuery,
          response: { 200: JobJson },
        },
        config: { refuses: AT_A_POSITION },
      },
      async ({ params: { episode, job }, query }, reply) => {
        const patience = { ...deps, reply, until: performance.now() + query.timeoutSeconds * 1000 }
        await reachPosition(deps, query.position, patience)
        const { json, spec } = await readUntil(
          patience,
          episode,
          () => readJob(episode, job),
          ({ json: { state } }) => query.wait === undefined || state === 'finished',
        )
        return { ...json, ...(await storedSpec(deps.blobs, spec)) }
      },
    )
  }
}
