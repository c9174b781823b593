import type { InspectJob } from '../audio-engine.ts'
import { type Decoded, decode } from '../measure/decode.ts'
import { createEnvelope, type Envelope } from '../measure/envelope.ts'
import { type Mix, mixOf } from '../measure/mix.ts'
import { createStatistics, type Statistics } from '../measure/statistics.ts'
import { outputRateHz } from '../render/output-rate.ts'
import { trackProgress } from '../step-progress.ts'
import type { Tools } from '../tools/tools.ts'
import { openWaveformFiles } from '../waveform/waveform-files.ts'
import type { WaveformFile } from '../waveform-options.ts'
import type { Probed } from './probe.ts'
import { makeUniformCopy } from './uniform-copy.ts'

/** What one decode tells, and the waveform files it left in the job's directory. */
export type Listened = Decoded & {
  statistics: Statistics
  waveforms: WaveformFile[]
  envelope?: Envelope
}

/** Decodes the source once; and a uniform copy of it, when it changes half-way. */
export async function listenThrough(
  tools: Tools,
  source: string,
  probed: Probed,
  job: InspectJob,
): Promise<Listened & { rateHz: number; uniformCopy?: string }> {
  const mix = mixOf(probed.channels, probed.channelLayout, probed.codec)
  const rateHz = probed.sampleRateHz
  const expectedSeconds = probed.declaredDurationSeconds
  const progress = trackProgress('inspect', expectedSeconds ?? 0, job.onProgress)
  progress.begin()
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
  const envelope = createEnvelope(mix.channels, rateHz)
  const waveform = await openWaveformFiles(
    { dir: job.dir, channels: mix.channels, sampleRateHz: rateHz, maxBytes: tools.limits.outputBytes },
    job.waveform,
  )
  try {
    const decoded = await decode(tools, {
      purpose: 'inspect',
      file,
      mix,
      expectedSeconds,
      signal: job.signal,
      onReached,
      onSamples(samples) {
        statistics.add(samples)
        envelope.add(samples)
        return waveform.add(samples)
      },
    })
    const waveforms = await waveform.finish()
    const followed = envelope.result()
    const heard = { ...decoded, statistics: statistics.result(), waveforms }
    return followed ? { ...heard, envelope: followed } : heard
  } finally {
    await waveform.close()
  }
}
