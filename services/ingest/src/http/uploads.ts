import { HttpProblem, type Service } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Gate } from '../lanes/gate.ts'
import { translated } from '../problems.ts'
import type { AppendDeps } from '../resumable/append.ts'
import type { CreateDeps } from '../resumable/create-upload.ts'
import { createFinish, type Finish } from '../resumable/finish.ts'
import { heardRight, TUS_VERSION, unsupportedVersion } from '../resumable/problems.ts'
import { createUploads } from '../resumable/uploads.ts'
import type { SubmitDeps } from '../submit/submit.ts'
import type { InHand } from './in-hand.ts'
import { linger } from './linger.ts'
import { lookAtUpload, showUpload, terminateUpload } from './uploads-ask.ts'
import { createNewUpload, patchUpload } from './uploads-bytes.ts'
import { headerOf, tellCapabilities } from './uploads-headers.ts'

/** What every route of an upload needs. */
export type UploadsDeps = AppendDeps & CreateDeps & { inHand: InHand; finish: Finish }

/** One of the protocol's methods. */
export type UploadHandler = (
  deps: UploadsDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

type Options = SubmitDeps & { inHand: InHand; gate: Gate; ttlMs: number }

/** All of them reach us, for any may say in a header that it stands for another. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const ON_ALL = new Map<string, UploadHandler>([
  ['POST', createNewUpload],
  ['OPTIONS', tellCapabilities],
])

const ON_ONE = new Map<string, UploadHandler>([
  ['HEAD', lookAtUpload],
  ['GET', showUpload],
  ['PATCH', patchUpload],
  ['DELETE', terminateUpload],
  ['OPTIONS', tellCapabilities],
])

/** `/v1/uploads`: resumable uploads, as the tus protocol 1.0.0 has them (docs/tus.md). */
export function uploads(options: Options): NonNullable<Service['routes']> {
  const withUploads = { ...options, uploads: createUploads(options.blobs) }
  const deps = { ...withUploads, finish: createFinish(withUploads, options.inHand.givenUp) }

  return async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    app.addHook('onSend', async (_request, reply, payload) => {
      reply.header('tus-resumable', TUS_VERSION)
      return payload
    })
    app.addHook('onSend', linger)
    // What an error handler throws goes on to the one around it.
    app.setErrorHandler((error, request) => {
      throw heardRight(error, methodOf(request))
    })
    const route = { method: METHODS, exposeHeadRoute: false }
    for (const url of ['/v1/uploads', '/v1/uploads/']) {
      app.route({ ...route, url, handler: dispatch(deps, ON_ALL) })
    }
    app.route({ ...route, url: '/v1/uploads/:upload', handler: dispatch(deps, ON_ONE) })
  }
}

function dispatch(deps: UploadsDeps, handlers: ReadonlyMap<string, UploadHandler>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const method = methodOf(request)
    const handler = handlers.get(method)
    if (!handler) throw notAllowed(method, [...handlers.keys()])
    requireVersion(request, method)
    try {
      return await handler(deps, request, reply)
    } catch (error) {
      throw translated(error)
    }
  }
}

const methodOf = (request: FastifyRequest) =>
  (headerOf(request, 'x-http-method-override') ?? request.method).toUpperCase()

/** Asking what there is, and GET, which is not of the protocol, need not speak it. */
function requireVersion(request: FastifyRequest, method: string): void {
  if (method === 'OPTIONS' || method === 'GET') return
  const version = headerOf(request, 'tus-resumable')
  if (version !== TUS_VERSION) throw unsupportedVersion(version)
}

function notAllowed(method: string, allowed: string[]): HttpProblem {
  const allow = allowed.join(', ')
  const detail = `${method.slice(0, 40)} is not for this; there are: ${allow}`
  return new HttpProblem(405, 'method_not_allowed', detail, { headers: { allow } })
}
