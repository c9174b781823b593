import type { BlobStore } from '@soundmill/blob-store'
import { HttpProblem } from '@soundmill/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasAlready, isSameAs } from './conditional.ts'
import { attachment } from './disposition.ts'
import { parseRange } from './range.ts'

/** Bytes that a client may have, under a name of his liking. */
export type Download = {
  blob: string
  bytes: number
  sha256: string
  mediaType: string
  filename: string
  /** We wrote it for people to read: a browser may show it. */
  shown?: boolean
}

/** Long enough to begin, short enough that a link in somebody's history is worth nothing. */
const PRESIGNED_SECONDS = 300

/**
 * Answers `GET` and `HEAD` with a file: whole, a range of it, not modified, or by a link to the store itself
 * where clients can reach it. What users gave us is never shown by a browser, only saved.
 */
export async function sendDownload(
  blobs: BlobStore,
  request: FastifyRequest,
  reply: FastifyReply,
  download: Download,
): Promise<FastifyReply> {
  const { blob, bytes, filename } = download
  const { headers, method } = request
  const told = headersOf(download)
  if (hasAlready(headers['if-none-match'], told.etag)) return reply.headers(told).code(304).send()
  if (method === 'HEAD') return reply.headers({ ...told, 'content-length': bytes }).send()

  const mediaType = told['content-type']
  const link = await blobs.presignGet(blob, { expiresInSeconds: PRESIGNED_SECONDS, filename, mediaType })
  if (link !== undefined) return reply.redirect(link, 302)

  const range = isSameAs(headers['if-range'], told.etag) ? parseRange(headers.range, bytes) : undefined
  if (range === 'unsatisfiable') throw notSatisfiable(bytes)
  const content = await blobs.get(blob, range ? { range } : {})
  if (!range) return reply.headers({ ...told, 'content-length': bytes }).send(content)
  const { start, end } = range
  const part = { 'content-range': `bytes ${start}-${end}/${bytes}`, 'content-length': end - start + 1 }
  return reply
    .code(206)
    .headers({ ...told, ...part })
    .send(content)
}

function headersOf(download: Download) {
  return {
    'content-type': mediaTypeOf(download),
    'content-disposition': download.shown ? 'inline' : attachment(download.filename),
    // Whatever is in it: no scripts, no forms, nothing fetched.
    'content-security-policy': `default-src 'none'; ${download.shown ? "style-src 'unsafe-inline'; " : ''}sandbox`,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag: `"${download.sha256}"`,
    // Of the whole, also where a part is sent (RFC 9530).
    'repr-digest': `sha-256=:${Buffer.from(download.sha256, 'hex').toString('base64')}:`,
    // What is published may change; the tag tells.
    'cache-control': 'private, no-cache',
  }
}

/** What was sniffed from somebody's bytes becomes a header only if it looks like one. */
const mediaTypeOf = ({ mediaType }: Download): string =>
  /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream'

function notSatisfiable(bytes: number): HttpProblem {
  return new HttpProblem(416, 'range_not_satisfiable', `the file has ${bytes} bytes`, {
    headers: { 'content-range': `bytes */${bytes}` },
  })
}
