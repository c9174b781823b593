import { HttpProblem } from '@soundmill/runtime'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type EpisodeView, jobOf } from '../views/episode-view.ts'
import type { RouteDeps } from './deps.ts'
import { downloadName } from './disposition.ts'
import { type Download, sendDownload } from './download.ts'
import { EpisodeParams } from './query.ts'
import { OF_AN_EPISODE, present } from './refusals.ts'

const ArtifactParams = EpisodeParams.extend({ name: z.string().max(80) })

const tags = ['bytes']

const config = { refuses: [...OF_AN_EPISODE, 'range_not_satisfiable'] } as const

/** The one artifact that is a page for people. */
const REPORT = 'report.html'

/** The bytes of the published job, and the recording they were made of. */
export function downloadRoutes({ store, blobs }: RouteDeps): FastifyPluginAsyncZod {
  const readEpisode = (episode: string) => store.read(async (views) => present(await views.episode(episode)))

  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/v1/episodes/:episode/artifacts/:name',
      schema: { summary: 'An artifact of the published job', tags, params: ArtifactParams },
      config,
      handler: async (request, reply) => {
        const { episode, name } = request.params
        return sendDownload(blobs, request, reply, artifactOf(await readEpisode(episode), name))
      },
    })

    app.route({
      method: ['GET', 'HEAD'],
      url: '/v1/episodes/:episode/source',
      schema: { summary: 'The original recording: its first source', tags, params: EpisodeParams },
      config,
      handler: async (request, reply) =>
        sendDownload(blobs, request, reply, sourceOf(await readEpisode(request.params.episode))),
    })
  }
}

function artifactOf(view: EpisodeView, name: string): Download {
  const published = jobOf(view, view.published)
  if (!published) throw new HttpProblem(404, 'not_found', 'no job of this episode has succeeded yet')
  const artifact = published.artifacts.find((one) => one.name === name)
  if (!artifact) throw new HttpProblem(404, 'not_found', 'the published job has no artifact of this name')
  const filename = downloadName(name, view.sources[0]?.filename)
  return { ...artifact, filename, shown: name === REPORT }
}

function sourceOf(view: EpisodeView): Download {
  const [source] = view.sources
  if (!source) throw new HttpProblem(404, 'not_found', 'what was submitted cannot be read by this release')
  return source
}
