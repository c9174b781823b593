import { type EpisodeEvent, randomId } from '@soundmill/events'
import { exampleEvents, newScene } from '@soundmill/events/examples'

const SHOWS = 20
const WORDS = [
  'abend',
  'brücke',
  'chor',
  'dorf',
  'ernte',
  'fluss',
  'garten',
  'hafen',
  'insel',
  'jahr',
  'küche',
  'licht',
]

const word = (n: number) => WORDS[n % WORDS.length] ?? ''

/**
 * What the nth episode of a studio has come to: of ten, seven are published, one has failed, one is being worked on,
 * one waits. Its title has three of a dozen words and a number.
 */
export function storyOf(n: number): EpisodeEvent[] {
  const all = exampleEvents(newScene(`show-${n % SHOWS}`))
  const story = all.slice(0, [1, 2][n % 10] ?? 6).filter(({ fact }) => fact !== 'attempt-failed')
  return story.map((event) => ({ ...toldOf(event, n), id: randomId() }))
}

/** How many facts an episode has, all in all: what ten of them come to. */
export const FACTS_OF_TEN = Array.from({ length: 10 }, (_, n) => storyOf(n).length).reduce(
  (sum, each) => sum + each,
)

function toldOf(event: EpisodeEvent, n: number): EpisodeEvent {
  if (event.fact === 'finished' && n % 10 === 2) {
    return {
      ...event,
      data: { outcome: 'failed', code: 'corrupt_input', reason: 'the recording breaks off' },
    }
  }
  if (event.fact !== 'submitted' || !('metadata' in event.data.spec)) return event
  const title = `${word(n)} ${word(n * 7 + 3)} ${word(n * 5 + 1)} ${n}`
  return { ...event, data: { ...event.data, spec: { ...event.data.spec, metadata: { title } } } }
}
