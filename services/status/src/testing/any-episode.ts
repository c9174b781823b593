import type { EpisodeEvent } from '@soundmill/events'
import { exampleOf, newScene, type Scene } from '@soundmill/events/examples'
import fc from 'fast-check'
import { FACTS } from './any-fact.ts'
import * as tell from './story.ts'

/** Some begin alike, some are the same but for accents, and some rank otherwise in UTF-8 than in UTF-16. */
const TITLES = [
  'Über die Brücke',
  'uber die Brucke',
  'Zorro 2',
  'Zorro 10',
  '日本',
  '\u{fa0e}',
  '\u{10437}',
  '!!!',
]
const FILENAMES = ['Folge 12.wav', 'zorro.flac', 'Ärger.mp3', '.wav']

/** Values that are often met, so that lists of them are neither empty nor everything. For tests. */
export const OFTEN = {
  shows: ['one', 'two'],
  presets: ['podcast', 'audiobook'],
  lanes: ['normal', 'urgent'],
  sources: ['a', 'b', 'c'].map((digit) => digit.repeat(64)),
  codes: ['corrupt_input', 'gave_up', 'canceled', 'internal'],
  findings: ['clipping', 'silent', 'mono'],
  beginnings: ['zor', 'u', 'uber', '1', '日', '\u{fa0e}', '\u{10437}', 'brucke', 'wav', 'x'],
}

const often = fc.constantFrom
const aFinding = often(...OFTEN.findings).map((code) => ({ code, detail: '' }))

const aSource = fc.record({ sha256: often(...OFTEN.sources), filename: often(...FILENAMES) })

/** A `submitted` of anything. */
function aSubmission(scene: Scene): fc.Arbitrary<EpisodeEvent> {
  const { data } = exampleOf('submitted', scene)
  const [example] = data.sources
  if (!example || !('renditions' in data.spec)) throw new Error('the example has a source and a spec')
  const { spec } = data
  return fc
    .record({
      title: fc.option(often(...TITLES), { nil: undefined }),
      preset: often(...OFTEN.presets),
      lane: often(...OFTEN.lanes),
      sources: fc.array(aSource, { minLength: 1, maxLength: 2 }),
    })
    .map(({ title, preset, lane, sources }) =>
      tell.submitted(scene, {
        lane,
        sources: sources.map((source) => ({ ...example, ...source })),
        spec: { ...spec, preset, metadata: title === undefined ? {} : { title } },
      }),
    )
}

/** An `inspected` with some findings. */
const anInspection = (scene: Scene, attempt: number): fc.Arbitrary<EpisodeEvent> =>
  fc.array(aFinding, { maxLength: 2 }).map((findings) => {
    const example = tell.inspected(scene, attempt)
    return { ...example, data: { ...example.data, findings } }
  })

const aFact = (scene: Scene): fc.Arbitrary<EpisodeEvent> =>
  fc.oneof(
    aSubmission(scene),
    anInspection(scene, 1),
    fc.tuple(often(...FACTS), fc.integer({ min: 1, max: 2 })).map(([fact, attempt]) => fact(scene, attempt)),
  )

/** Whatever may happen to one episode, in an order that is often a likely one. */
const anEpisode: fc.Arbitrary<EpisodeEvent[]> = often(...OFTEN.shows).chain((show) => {
  const scene = newScene(show)
  const life = fc.tuple(aSubmission(scene), fc.constant(tell.started(scene)), anInspection(scene, 1))
  const [again] = [tell.nextJob(scene)]
  return fc
    .tuple(fc.nat(3), life, fc.array(fc.oneof(aFact(scene), aFact(again)), { maxLength: 6 }))
    .map(([count, likely, rest]) => [...likely.slice(0, count), ...rest])
    .filter((facts) => facts.length > 0)
})

/** What happens to some episodes, one fact of each in turn. */
export const anyLog: fc.Arbitrary<EpisodeEvent[]> = fc
  .array(anEpisode, { minLength: 1, maxLength: 25 })
  .map((episodes) => {
    const longest = Math.max(...episodes.map(({ length }) => length))
    return Array.from({ length: longest }, (_, at) => episodes.flatMap((facts) => facts[at] ?? [])).flat()
  })
