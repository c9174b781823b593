import { tone } from '@soundmill/test-support'
import { openWorld, type WorldOptions } from '../../testing/world.ts'
import { gate, openMoodyStore } from './moody-store.ts'
import { speakTus } from './tus.ts'

export const recording = tone({ seconds: 2 })
export const half = recording.length / 2
export const HOUR_MS = 3_600_000
export const isSegment = (key: string): boolean => key.includes('/at/')
export const isSource = (key: string): boolean => key.startsWith('source/')

/** An upload of `recording`, which expires after an hour of `clock`, in a store that has moods. */
export async function beginMoodyUpload(natsUrl: string, limits: WorldOptions['limits'] = {}) {
  const { store, mood, counted } = await openMoodyStore()
  const clock = { ms: Date.parse('2030-01-01T00:00:00Z') }
  const now = () => new Date(clock.ms)
  const world = await openWorld({
    natsUrl,
    blobs: store,
    now,
    limits: { resumableTtlMs: HOUR_MS, ...limits },
  })
  const tus = speakTus(world.origin)
  const path = await tus.begin(recording.length, { filename: 'a.wav' })

  /** Makes the next put of such a key wait for `open`; `reached` when it does. */
  function holdPut(isOne: (key: string) => boolean) {
    const reached = gate()
    const { open, opened } = gate()
    mood.beforePut = (key) => {
      if (!isOne(key)) return
      reached.open()
      return opened
    }
    return { open, reached: reached.opened }
  }
  const id = path.split('/').at(-1) ?? ''
  return { ...world, ...tus, path, id, mood, counted, clock, store, holdPut }
}
