import { header, headers, text } from './words.ts'

const told = headers({
  ETag: text('The SHA-256, in quotes'),
  'Content-Disposition': text('A name to save it by'),
  'Repr-Digest': text('`sha-256=:<base64>:` of the whole file'),
  'Accept-Ranges': text('bytes'),
})
const content = { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } }

/** A file to download: what its route's schema cannot say. */
export const file = {
  parameters: [
    header('Range', '`bytes=<from>-<to>`: a part'),
    header('If-None-Match', 'A tag one has already'),
    header('If-Range', 'A part only if the tag is still this'),
  ],
  responses: {
    200: { description: 'The file', headers: told, content },
    206: { description: 'A part of it', headers: told, content },
    302: {
      description: 'Where the store has it, for five minutes',
      headers: headers({ Location: text('A link') }),
    },
    304: { description: 'The same as one has', headers: told },
  },
}

/** The same without bytes. */
export const fileHead = {
  parameters: [header('If-None-Match', 'A tag one has already')],
  responses: {
    200: { description: 'The file is there', headers: told },
    304: { description: 'The same as one has' },
  },
}

/** A stream of server-sent events. */
export const eventStream = {
  responses: {
    200: {
      description:
        'Server-sent events: `id: <position>`, `event: <fact>`, `data: <JSON>`; `event: progress` without an id',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    204: { description: 'Nothing will follow' },
  },
}
