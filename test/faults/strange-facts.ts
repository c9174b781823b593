import { type EpisodeEvent, encode, isJobEvent, randomId } from '@soundmill/events'
import { exampleEvents, newScene } from '@soundmill/events/examples'
import fc from 'fast-check'

/** A message as it goes into the log: what comes after the namespace in its subject, and its bytes. */
export type Message = { subject: string; bytes: Uint8Array }

function messageOf(event: EpisodeEvent): Message {
  const { show, episode, fact } = event
  const lane = event.fact === 'submitted' ? `.${event.data.lane}` : ''
  const job = isJobEvent(event) ? event.job : 'all'
  return { subject: `episodes.${show}.${episode}.${job}.${fact}${lane}`, bytes: encode(event) }
}

const text = (content: string) => new TextEncoder().encode(content)

/** What no release could read, or only a later one, under a subject where an event may stand. */
function spoiled({ subject, bytes }: Message): fc.Arbitrary<Message> {
  const whole = new TextDecoder().decode(bytes)
  const parts = subject.split('.')
  const teleported = `${parts.slice(0, 4).join('.')}.teleported`
  return fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((noise) => ({ subject, bytes: noise })),
    fc.nat({ max: whole.length - 1 }).map((at) => ({ subject, bytes: text(whole.slice(0, at)) })),
    fc.constant({ subject, bytes: text(whole.replaceAll(/\.v1"/g, '.v99"')) }),
    fc.constant({
      subject: teleported,
      bytes: text(whole.replaceAll(/episode\.[a-z-]+\.v1/g, 'episode.teleported.v1')),
    }),
    fc.json().map((json) => ({ subject, bytes: text(json) })),
    fc.constant({ subject: 'library.my-show.assets.intro.stored', bytes }),
    fc.constant({ subject: 'episodes.nobody.knows', bytes }),
  )
}

/** Everything that happened to some episodes: their ids, and what stands in the log. */
export type StrangeLog = { episodes: string[]; messages: Message[] }

/**
 * The lives of `count` episodes, a third of them deleted and some erased, their facts in any order, some said again,
 * with what nobody can read in between. The same for the same seed, but for the ids.
 */
export function strangeLog(count: number, seed: number): StrangeLog {
  const lives = Array.from({ length: count }, (_, n) =>
    exampleEvents(newScene(`show-${n % 3}`)).slice(0, n % 3 === 0 ? (n % 2 === 0 ? 8 : 7) : 6),
  )
  const facts = lives.flat()
  const again = fc
    .shuffledSubarray(facts, { maxLength: Math.floor(facts.length / 4) })
    .map((some) => some.map(saidAgain))
  const all = again.chain((some) =>
    fc.shuffledSubarray([...facts, ...some], { minLength: facts.length + some.length }),
  )
  const withNoise = all.chain((events) => {
    const good = events.map(messageOf)
    return fc
      .tuple(...good.map((message) => fc.option(spoiled(message), { freq: 2 })))
      .map((noise) => good.flatMap((message, at) => [...(noise[at] ? [noise[at]] : []), message]))
  })
  const [messages = []] = fc.sample(withNoise, { numRuns: 1, seed })
  return { episodes: lives.flatMap(([first]) => (first ? [first.episode] : [])), messages }
}

const saidAgain = (event: EpisodeEvent): EpisodeEvent => ({ ...event, id: randomId() })
