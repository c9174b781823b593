/** One message of an event stream. */
export type Message = { event: string; data: string; id?: string }

/**
 * Reads `text/event-stream` as the HTML standard says, whatever pieces it arrives in. Comments and messages
 * without data are left out; a message that is cut off at the end is dropped.
 */
export async function* messagesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  let fields: Partial<Message> = {}
  for await (const line of linesOf(body)) {
    if (line !== '') {
      fields = withField(fields, line)
      continue
    }
    const { event = 'message', data, id } = fields
    fields = {}
    if (data !== undefined) yield { event, data, ...(id !== undefined && { id }) }
  }
}

function withField(fields: Partial<Message>, line: string): Partial<Message> {
  const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
  if (name === 'data')
    return { ...fields, data: fields.data === undefined ? value : `${fields.data}\n${value}` }
  if (name === 'event') return { ...fields, event: value }
  if (name === 'id') return { ...fields, id: value }
  return fields
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true })
    // A \r at the end may be half of \r\n.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    yield* lines
  }
}
