import type { Inspected } from '../inspected.ts'

/** What might be known of an ordinary recording, for what needs only to know. */
export function inspectedAs(known: Partial<Inspected> = {}): Inspected {
  return {
    container: 'wav',
    codec: 'pcm_s16le',
    channels: 2,
    sampleRateHz: 48_000,
    bitDepth: 16,
    decodedDurationSeconds: 60,
    loudness: { integratedLufs: -16, loudnessRangeLu: 5, maxShortTermLufs: -14, truePeakDbtp: -2 },
    levels: { rmsDbfs: -20, samplePeakDbfs: -2, noiseFloorDbfs: -60 },
    curve: [],
    silences: [],
    findings: [],
    waveforms: [],
    embedded: { tags: {}, chapters: [] },
    ...known,
  }
}
