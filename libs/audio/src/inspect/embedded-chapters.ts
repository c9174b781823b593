import { normalizeChapters } from '../chapters/normalize.ts'
import type { Finding } from '../findings.ts'
import type { Chapter } from '../metadata.ts'
import type { Probed } from './probe.ts'
import { readWavCues } from './wav-cue.ts'

/**
 * The chapters that a source brings (ID3, MP4, Vorbis comments, Matroska; markers of a WAV), fit to be written
 * into a rendition: see `normalizeChapters`. What had to be left out is a finding and never fails the job.
 */
export async function embeddedChapters(
  source: string,
  probed: Probed,
  durationSeconds: number,
): Promise<{ chapters: readonly Chapter[]; findings: Finding[] }> {
  const found = await chaptersIn(source, probed)
  const { chapters, problems } = normalizeChapters(found.chapters, durationSeconds)
  if (found.problem) problems.push(found.problem)
  if (problems.length === 0) return { chapters, findings: [] }
  const detail = `Not all that the file says of its chapters can be used: ${problems.join('; ')}.`
  const measured = { found: found.count, kept: chapters.length }
  return { chapters, findings: [{ code: 'chapters_unusable', detail, measured }] }
}

type Found = { chapters: readonly Chapter[]; count: number; problem?: string | undefined }

/** Markers of a WAV are chapters only where it has no proper ones (in an ID3 chunk). */
async function chaptersIn(source: string, { said, containers, sampleRateHz }: Probed): Promise<Found> {
  const { chapters, chapterCount: count } = said
  if (count === 0 && containers.includes('wav')) {
    const cues = await readWavCues(source, sampleRateHz)
    return { ...cues, count: cues.chapters.length }
  }
  const more = count - chapters.length
  return {
    ...{ chapters, count },
    problem: more > 0 ? `${more} of ${count} chapters are too many to be read` : undefined,
  }
}
