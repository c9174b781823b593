import { header } from './words.ts'

/** `POST /v1/episodes`: a recording is no JSON, so no schema of the route tells what it takes. */
export const submitParts = {
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['audio'],
          properties: {
            spec: {
              type: 'string',
              contentMediaType: 'application/json',
              description: 'What is wanted; before `audio`',
            },
            cover: {
              type: 'string',
              contentMediaType: 'image/*',
              description: 'JPEG, PNG or WebP; before `audio`',
            },
            chapters: {
              type: 'string',
              description: 'Podcasting 2.0 JSON, Podlove XML, WebVTT or lines; before `audio`',
            },
            audio: { type: 'string', contentMediaType: 'audio/*', description: 'The recording' },
          },
        },
        encoding: { spec: { contentType: 'application/json' } },
      },
      'application/octet-stream': { schema: { type: 'string', contentMediaType: 'audio/*' } },
    },
  },
  headers: [
    header('Idempotency-Key', 'Makes every repeat safe: 1 to 255 visible ASCII characters'),
    header('Repr-Digest', '`sha-256=:<base64>:` of the recording; other bytes are refused'),
  ],
}
