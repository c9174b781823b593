import type { StepProgress } from '../audio-engine.ts'
import type { Rendition } from '../formats.ts'
import { trackProgress } from '../step-progress.ts'

export type RenditionProgress = { encoded: (seconds: number) => void; verified: (seconds: number) => void }

/**
 * Adds renditions up to one percentage. Some are verified while others are still encoded; `verify` is
 * reported when there is nothing left to encode. A second try does not take back what was reported.
 */
export function trackRenditions(
  renditions: readonly Rendition[],
  seconds: number,
  report: ((progress: StepProgress) => void) | undefined,
) {
  const total = seconds * renditions.length
  const steps = {
    render: trackProgress('render', total, report),
    verify: trackProgress('verify', total, report),
  }
  const encoded = new Map<Rendition, number>()
  const verified = new Map<Rendition, number>()
  let encoding = renditions.length > 0
  const advance = (reached: Map<Rendition, number>, rendition: Rendition, to: number) =>
    reached.set(rendition, Math.max(reached.get(rendition) ?? 0, Math.min(to, seconds)))
  if (encoding) steps.render.begin()
  return {
    of: (rendition: Rendition): RenditionProgress => ({
      encoded(to) {
        advance(encoded, rendition, to)
        if (encoding) steps.render.reached(sum(encoded))
      },
      verified(to) {
        advance(encoded, rendition, seconds)
        advance(verified, rendition, to)
        const allEncoded = sum(encoded) >= total
        if (allEncoded && encoding) steps.render.done()
        if (allEncoded) encoding = false
        if (!encoding) steps.verify.reached(sum(verified))
      },
    }),
    done(): void {
      if (encoding) steps.render.done()
      steps.verify.done()
    },
  }
}

const sum = (reached: Map<Rendition, number>) =>
  [...reached.values()].reduce((total, value) => total + value, 0)
