import { stat } from 'node:fs/promises'
import type { InspectJob } from '../audio-engine.ts'
import type { Canceling, Inspected } from '../inspected.ts'
import type { Phase } from '../measure/phase.ts'
import type { Sniffed } from '../sniff/signatures.ts'
import { sniffFile } from '../sniff/sniff-file.ts'
import type { Tools } from '../tools/tools.ts'
import { assertWaveform } from '../waveform/waveform-files.ts'
import { bitrateKbps, kbpsOf } from './bitrate.ts'
import { embeddedChapters } from './embedded-chapters.ts'
import { readPicture } from './embedded-picture.ts'
import { episodeTags } from './embedded-tags.ts'
import { round } from './evidence.ts'
import { type Listened, listenThrough } from './listen-through.ts'
import { type Probed, probe } from './probe.ts'
import { findingsOf } from './source-findings.ts'
import { assertDecoded } from './truth.ts'
import { readWavClaim, type WavClaim } from './wav-header.ts'

/** Sniffs, probes, decodes once; see AudioEngine. */
export async function inspect(tools: Tools, source: string, job: InspectJob): Promise<Inspected> {
  job.signal.throwIfAborted()
  assertWaveform(job.waveform)
  const sniffed = await sniffFile(source)
  const { size: fileBytes } = await stat(source)
  const wav = await readWavClaim(source)
  const probed = withClaim(await probe(tools, source, job.signal), wav)
  const picture = await readPicture(tools, { source, dir: job.dir, probed, signal: job.signal })
  const { uniformCopy, rateHz, ...heard } = await listenThrough(tools, source, probed, job)
  const durationSeconds = heard.frames / rateHz
  assertDecoded(probed, durationSeconds, heard, tools.limits)
  const chapters = await embeddedChapters(source, probed, durationSeconds)
  const weight = { fileBytes, pictureBytes: picture.bytes, durationSeconds }
  const kbps = bitrateKbps(probed, weight)
  const evidence = { ...heard, probed, wav, fileBytes, bitrateKbps: kbps ?? kbpsOf(weight), durationSeconds }
  return {
    ...asStored(probed, sniffed),
    ...(kbps !== undefined && { bitrateKbps: round(kbps, 1) }),
    decodedDurationSeconds: durationSeconds,
    ...asHeard(heard),
    findings: [...findingsOf(evidence), ...chapters.findings, ...picture.findings],
    embedded: {
      tags: episodeTags(probed.said.tags),
      chapters: chapters.chapters,
      ...(picture.path && { picturePath: picture.path }),
    },
    ...(uniformCopy && { uniformCopy }),
  }
}

function asStored(probed: Probed, sniffed: Sniffed) {
  const { channels, channelLayout, sampleRateHz, bitDepth, declaredDurationSeconds: declared } = probed
  return {
    container: containerOf(probed, sniffed),
    codec: probed.codec.toLowerCase().replace(/[^a-z0-9_-]/g, '_'),
    channels,
    ...(channelLayout && { channelLayout }),
    sampleRateHz,
    ...(bitDepth && { bitDepth }),
    ...(declared !== undefined && { declaredDurationSeconds: declared }),
  }
}

function asHeard({ loudness, singleChannelLufs, curve, waveforms, statistics, envelope }: Listened) {
  const { levels, silences, phase } = statistics
  const canceling = phase && cancelingOf(phase)
  return {
    ...{ loudness, levels, curve, silences, waveforms },
    ...(singleChannelLufs !== undefined && { singleChannelLufs }),
    ...(envelope && { envelope }),
    ...(phase?.correlation !== undefined && { phaseCorrelation: round(phase.correlation) }),
    ...(canceling && { canceling }),
  }
}

function cancelingOf({ cancelingSeconds, audibleSeconds, cancelingAtSeconds }: Phase): Canceling | undefined {
  if (cancelingAtSeconds === undefined) return undefined
  return {
    seconds: round(cancelingSeconds),
    audibleSeconds: round(audibleSeconds),
    atSeconds: round(cancelingAtSeconds),
  }
}

/** A WAV's own header knows better than ffmpeg's guess from the length of the file. */
function withClaim(probed: Probed, wav: WavClaim | undefined): Probed {
  if (wav?.durationSeconds === undefined || !probed.containers.some(isCounted)) return probed
  return { ...probed, declaredDurationSeconds: wav.durationSeconds, durationIsGuess: false }
}

const isCounted = (container: string) => ['wav', 'w64', 'caf'].includes(container)

/** ffmpeg says `mov,mp4,m4a,3gp,3g2,mj2` for a family; which one of it, the first bytes tell. */
function containerOf({ containers }: Probed, { container }: Sniffed): string {
  return containers.includes(container) ? container : (containers[0] ?? container)
}
