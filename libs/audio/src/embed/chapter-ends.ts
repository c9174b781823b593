import type { CleanChapter } from './clean-metadata.ts'

/** With the ends that each chapter has because the next one begins. */
export function withEnds<C extends CleanChapter>(
  chapters: readonly C[],
  durationSeconds: number,
): (C & { endMs: number })[] {
  const last = Math.round(durationSeconds * 1000)
  return chapters.map((chapter, at) => {
    const endMs = chapters[at + 1]?.startMs ?? last
    return { ...chapter, endMs: Math.max(endMs, chapter.startMs) }
  })
}
