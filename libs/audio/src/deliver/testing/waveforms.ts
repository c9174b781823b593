import { openWaveformFiles } from '../../waveform/waveform-files.ts'
import type { FinishedEpisode } from '../finished-episode.ts'
import { anEpisode, anInspected } from './episodes.ts'

/** An episode whose waveform files exist, in `dir`: a second of a low tone. */
export async function anEpisodeWithWaveform(dir: string): Promise<FinishedEpisode> {
  const writer = await openWaveformFiles(
    { dir, channels: 2, sampleRateHz: 48_000, maxBytes: 1e6 },
    { samplesPerPixel: 256, bits: 8, perChannel: true },
  )
  await writer.add(Int16Array.from({ length: 48_000 }, (_, i) => 20_000 * Math.sin(i / 40)))
  const waveforms = await writer.finish()
  await writer.close()
  return anEpisode({ inspected: anInspected({ waveforms }) })
}
