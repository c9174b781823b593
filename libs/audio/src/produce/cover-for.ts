import type { AudioEngine } from '../audio-engine.ts'
import { CoverError } from '../cover/cover-error.ts'
import type { Covers } from '../cover/prepare-cover.ts'
import type { Finding } from '../findings.ts'
import type { Inspected } from '../inspected.ts'
import type { Wishes } from './wishes.ts'

type Chosen = Partial<Covers> & { findings: Finding[] }

/** The picture that was asked for, else the one in the recording. One that cannot be used is a finding. */
export async function coverFor(
  engine: AudioEngine,
  { embedded }: Inspected,
  { wishes, ...where }: { dir: string; wishes: Wishes; signal: AbortSignal },
): Promise<Chosen> {
  const picture = wishes.picturePath ?? embedded.picturePath
  if (picture === undefined) return { findings: [] }
  try {
    const covers = await engine.prepareCover(picture, where)
    return { ...covers, findings: suitability(covers) }
  } catch (error) {
    if (!(error instanceof CoverError)) throw error
    return { findings: [{ code: 'cover_unusable', detail: error.message }] }
  }
}

/** Sides of a cover that directories take, in pixels: Apple Podcasts, artwork requirements. */
const SMALLEST = 1400

function suitability({ published: { width, height } }: Covers): Finding[] {
  if (width === height && width >= SMALLEST) return []
  const detail =
    `The cover has ${width} × ${height} pixels; podcast directories want a square of at least ` +
    `${SMALLEST} × ${SMALLEST}.`
  return [{ code: 'cover_unsuitable', detail, measured: { width, height } }]
}
