import { encode } from '@soundmill/events'
import { exampleEvents } from '@soundmill/events/examples'
import { describe, expect, it } from 'vitest'
import { factText } from './fact-text.ts'

describe('a fact of the event stream', () => {
  it('is a line that tells what matters of it', () => {
    const lines = exampleEvents().map((event) =>
      factText(event.fact, new TextDecoder().decode(encode(event))),
    )
    expect(lines).toEqual([
      'submitted',
      'started',
      'inspected      flac, 11.0 s, −16.1 LUFS, −1.4 dBTP',
      'rendered       episode.mp3, 176.1 kB, −16.1 LUFS',
      'attempt-failed worker_stopping: the worker was told to stop',
      'finished       succeeded',
      'deleted',
      'erased',
    ])
  })

  it('of a kind or version nobody here knows is shown by its name', () => {
    expect(factText('transcribed', '{"data":{"words":3}}')).toBe('transcribed')
    expect(factText('rendered', '{"data":{"file":"episode.mp3"}}')).toBe('rendered')
  })
})
