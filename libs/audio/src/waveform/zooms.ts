import { createFold, createPeaks, type Lanes, type PeakStage, type Pixel } from './peaks.ts'

/**
 * One pass over the samples for all magnifications: a zoom that is a multiple of a finer one is folded from its
 * pixels, which costs next to nothing; only the others look at the samples themselves.
 */
export function createZooms(
  zooms: readonly number[],
  lanes: Lanes,
  emit: (samplesPerPixel: number, pixel: Pixel) => void,
): PeakStage<Int16Array> {
  const fromSamples: PeakStage<Int16Array>[] = []
  const folds = new Map<number, PeakStage<Pixel>[]>()
  const finestFirst = zooms.toSorted((a, b) => a - b)
  const forward = (samplesPerPixel: number) => (pixel: Pixel) => {
    emit(samplesPerPixel, pixel)
    for (const fold of folds.get(samplesPerPixel) ?? []) fold.add(pixel)
  }
  for (const [i, zoom] of finestFirst.entries()) {
    const finer = finestFirst.slice(0, i).findLast((candidate) => zoom % candidate === 0)
    if (finer === undefined) fromSamples.push(createPeaks(zoom, lanes, forward(zoom)))
    else folds.set(finer, [...(folds.get(finer) ?? []), createFold(zoom / finer, lanes, forward(zoom))])
  }
  return {
    add(samples) {
      for (const peaks of fromSamples) peaks.add(samples)
    },
    /** From fine to coarse: a fold ends when everything it is made of has come. */
    end() {
      for (const peaks of fromSamples) peaks.end()
      for (const zoom of finestFirst) for (const fold of folds.get(zoom) ?? []) fold.end()
    },
  }
}
