import { stat } from 'node:fs/promises'
import type { Inspected, InspectJob, WaveformFile } from '../audio-engine.ts'
import { type Decoded, decode } from '../measure/decode.ts'
import { type Mix, mixOf } from '../measure/mix.ts'
import { createStatistics, type Statistics } from '../measure/statistics.ts'
import { outputRateHz } from '../render/output-rate.ts'
import type { Sniffed } from '../sniff/signatures.ts'
import { sniffFile } from '../sniff/sniff-file.ts'
import { trackProgress } from '../step-progress.ts'
import type { Tools } from '../tools/tools.ts'
import { assertWaveform, openWaveformFiles } from '../waveform/waveform-files.ts'
import { type Probed, probe } from './probe.ts'
import { findingsOf } from './source-findings.ts'
import { assertDecoded } from './truth.ts'
import { makeUniformCopy } from './uniform-copy.ts'
import { readWavClaim, type WavClaim } from './wav-header.ts'

type Listened = Decoded & { statistics: Statistics; waveforms: WaveformFile[] }

/** Sniffs, probes, decodes once; see AudioEngine. */
export async function inspect(tools: Tools, source: string, job: InspectJob): Promise<Inspected> {
  job.signal.throwIfAborted()
  assertWaveform(job.waveform)
  const sniffed = await sniffFile(source)
  const { size: fileBytes } = await stat(source)
  const wav = await readWavClaim(source)
  const probed = withClaim(await probe(tools, source, job.signal), wav)
  const { channels, channelLayout, sampleRateHz } = probed
  const { uniformCopy, rateHz, ...heard } = await listenThrough(tools, source, probed, job)
  const durationSeconds = heard.frames / rateHz
  assertDecoded(probed, durationSeconds, heard, tools.limits)
  const { loudness, statistics, waveforms } = heard
  return {
    container: containerOf(probed, sniffed),
    codec: probed.codec.toLowerCase().replace(/[^a-z0-9_-]/g, '_'),
    channels,
    sampleRateHz,
    ...(probed.declaredDurationSeconds !== undefined && {
      declaredDurationSeconds: probed.declaredDurationSeconds,
    }),
    decodedDurationSeconds: durationSeconds,
    loudness,
    findings: findingsOf({ probed, wav, fileBytes, durationSeconds, loudness, statistics }),
    waveforms,
    ...(channelLayout && { channelLayout }),
    ...(uniformCopy && { uniformCopy }),
  }
}

/** A WAV's own header knows better than ffmpeg's guess from the length of the file. */
function withClaim(probed: Probed, wav: WavClaim | undefined): Probed {
  if (wav?.durationSeconds === undefined || !probed.containers.includes('wav')) return probed
  return { ...probed, declaredDurationSeconds: wav.durationSeconds, durationIsGuess: false }
}

/** ffmpeg says `mov,mp4,m4a,3gp,3g2,mj2` for a family; which one of it, the first bytes tell. */
function containerOf({ containers }: Probed, { container }: Sniffed): string {
  return containers.includes(container) ? container : (containers[0] ?? container)
}

/** The source, or a uniform copy of it when it changes half-way. */
async function listenThrough(
  tools: Tools,
  source: string,
  probed: Probed,
  job: InspectJob,
): Promise<Listened & { rateHz: number; uniformCopy?: string }> {
  const mix = mixOf(probed.channels, probed.channelLayout)
  const rateHz = probed.sampleRateHz
  const expectedSeconds = probed.declaredDurationSeconds
  const progress = trackProgress('inspect', expectedSeconds ?? 0, job.onProgress)
  const onReached = progress.reached
  const first = await listen(tools, source, { mix, rateHz, expectedSeconds, onReached }, job)
  if (!first.changedFormat) {
    progress.done()
    return { ...first, rateHz }
  }
  const uniformHz = outputRateHz('mp3', rateHz)
  const { dir, signal } = job
  const uniformCopy = await makeUniformCopy(tools, { source, dir, sampleRateHz: uniformHz, signal })
  const stereo = mixOf(2, 'stereo')
  const whole = await listen(tools, uniformCopy, { mix: stereo, rateHz: uniformHz, onReached }, job)
  progress.done()
  return { ...whole, rateHz: uniformHz, uniformCopy }
}

type Hearing = {
  mix: Mix
  rateHz: number
  expectedSeconds?: number | undefined
  onReached: (seconds: number) => void
}

async function listen(tools: Tools, file: string, hearing: Hearing, job: InspectJob): Promise<Listened> {
  const { mix, rateHz, expectedSeconds = 0, onReached } = hearing
  const statistics = createStatistics(mix.channels, rateHz)
  const waveform = await openWaveformFiles(
    { dir: job.dir, channels: mix.channels, sampleRateHz: rateHz, maxBytes: tools.limits.outputBytes },
    job.waveform,
  )
  try {
    const decoded = await decode(tools, {
      file,
      mix,
      expectedSeconds,
      signal: job.signal,
      onReached,
      onSamples(samples) {
        statistics.add(samples)
        return waveform.add(samples)
      },
    })
    const waveforms = await waveform.finish()
    return { ...decoded, statistics: statistics.result(), waveforms }
  } finally {
    await waveform.close()
  }
}
