export type ServerSentEvent = { id?: string; event: string; data: string }

/** The events of a stream, until it ends. */
export async function* serverSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  let buffered = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    buffered += chunk
    const blocks = buffered.split('\n\n')
    buffered = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line): [string, string] => {
          const at = line.indexOf(': ')
          return [line.slice(0, at), line.slice(at + 2)]
        }),
      )
      const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
      if (event !== undefined && data !== undefined) yield { ...(id !== undefined && { id }), event, data }
    }
  }
}
