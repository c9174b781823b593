import { header, headers, refuse, text } from './words.ts'

/*
 * The routes of tus take every method and look at headers, so no schema tells what they are: this does, and
 * docs/tus.md at length.
 */

const upload = {
  name: 'upload',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description: 'As `Location` named it',
}
const version = header('Tus-Resumable', 'The version that is spoken', { const: '1.0.0' }, true)
const length = header('Upload-Length', 'Bytes of the whole file', { type: 'integer', minimum: 0 })
const checksum = header('Upload-Checksum', '`<sha256|sha1|md5> <base64>` of this body')
const octets = {
  content: {
    'application/offset+octet-stream': {
      schema: { type: 'string', contentMediaType: 'application/octet-stream' },
    },
  },
}

const told = {
  'Tus-Resumable': text('1.0.0'),
  'Upload-Offset': text('How many bytes are here'),
  'Upload-Expires': text('Until when the rest may come, an HTTP date'),
  'Soundmill-Episode': text('Once the episode is made'),
  'Soundmill-Job': text('Once the episode is made'),
  'Content-Location': text('Path of the episode, once it is made'),
}

const state = {
  type: 'object',
  required: ['state', 'offset', 'filename', 'expiresAt'],
  properties: {
    state: { enum: ['arriving', 'arrived', 'submitted'] },
    offset: { type: 'integer' },
    length: { type: 'integer' },
    filename: { type: 'string' },
    expiresAt: { type: 'string', format: 'date-time' },
    episode: { type: 'string', format: 'uuid' },
    job: { type: 'string', format: 'uuid' },
    links: { type: 'object' },
  },
}

const tags = ['uploads']
const anywhere = ['unsupported_tus_version', 'store_unavailable', 'method_not_allowed'] as const
const bytes = [
  'offset_conflict',
  'conflict',
  'gone',
  'upload_ended',
  'too_large',
  'not_audio',
  'unsupported_media_type',
  'digest_mismatch',
  'empty_input',
  'idempotency_conflict',
  'checksum_mismatch',
  'upload_stalled',
  'too_many_uploads',
  'invalid_spec',
  'invalid_idempotency_key',
  'log_full',
  'lane_draining',
  'store_full',
] as const

const ask = { tags, parameters: [upload, version] }

/** `/v1/uploads`. */
export const onAll = {
  post: {
    tags,
    operationId: 'createUpload',
    summary: 'Begin a resumable upload, perhaps with its first bytes',
    parameters: [
      version,
      length,
      header('Upload-Defer-Length', 'The length comes later', { const: '1' }),
      header(
        'Upload-Metadata',
        '`filename`, `show`, `preset`, `spec`, `sha256`: names, and values in base64',
      ),
      checksum,
      header('Idempotency-Key', 'The same request again gives the same upload'),
    ],
    requestBody: octets,
    responses: {
      201: { description: 'It has begun', headers: headers({ Location: text('Its path'), ...told }) },
    },
    ...refuse(...anywhere, ...bytes),
  },
  options: {
    tags,
    operationId: 'tellUploadCapabilities',
    summary: 'What of tus is spoken here',
    responses: {
      204: {
        description: 'In headers',
        headers: headers({
          'Tus-Version': text('1.0.0'),
          'Tus-Extension': text('Names, comma between them'),
          'Tus-Max-Size': text('Bytes of the largest file'),
          'Tus-Checksum-Algorithm': text('Names, comma between them'),
        }),
      },
    },
  },
}

/** `/v1/uploads/{upload}`. */
export const onOne = {
  head: {
    ...ask,
    operationId: 'headUpload',
    summary: 'How much is here; when everything is, the episode is made',
    responses: { 200: { description: 'In headers', headers: headers(told) } },
    ...refuse(
      ...anywhere,
      'not_found',
      'upload_ended',
      'upload_locked',
      'not_audio',
      'digest_mismatch',
      'empty_input',
      'idempotency_conflict',
    ),
  },
  get: {
    ...ask,
    parameters: [upload],
    operationId: 'getUpload',
    summary: 'The same as JSON; changes nothing',
    responses: {
      200: { description: 'Where the upload stands', content: { 'application/json': { schema: state } } },
    },
    ...refuse(...anywhere, 'not_found', 'upload_ended'),
  },
  patch: {
    tags,
    operationId: 'patchUpload',
    summary: 'The next bytes; with the last of them the episode is made',
    parameters: [
      upload,
      version,
      header('Upload-Offset', 'Where they belong', { type: 'integer', minimum: 0 }, true),
      length,
      checksum,
    ],
    requestBody: { required: true, ...octets },
    responses: { 204: { description: 'They are stored', headers: headers(told) } },
    ...refuse(...anywhere, 'not_found', ...bytes),
  },
  delete: {
    ...ask,
    operationId: 'deleteUpload',
    summary: 'The upload is over; an episode that was made of it stays',
    responses: { 204: { description: 'It is over' } },
    ...refuse(...anywhere, 'not_found', 'upload_ended', 'conflict'),
  },
  options: { ...onAll.options, operationId: 'tellCapabilitiesOfUpload', parameters: [upload] },
}
