import type { RenderJob } from '../audio-engine.ts'
import { isLossy, type Rendition } from '../formats.ts'
import type { Inspected } from '../inspected.ts'
import { isStereo } from '../measure/mix.ts'
import { ffprobe } from '../tools/ffprobe.ts'
import type { Tools } from '../tools/tools.ts'
import { depthOf } from './bit-depth.ts'
import { hasConstantRate } from './constant-rate.ts'
import { bitrateOf } from './encoders.ts'
import type { Hearing } from './hearing.ts'
import { isWithin, planFor } from './plan.ts'

export type CopyQuestion = { rendition: Rendition; hearing: Hearing; rateHz: number }

/**
 * Whether the source is already all that a rendition shall be, so that its packets can be taken as they are:
 * format, channels, rate, depth, bit rate, loudness and peak; and nothing is wrong with it that a new encoding
 * would mend.
 */
export async function isCopyable(
  tools: Tools,
  source: string,
  asked: CopyQuestion,
  { inspected, loudness }: Pick<RenderJob, 'inspected' | 'loudness'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { rendition, hearing, rateHz } = asked
  const suits =
    isWhole(inspected) &&
    isOfFormat(rendition, inspected) &&
    hearing.mix.channels === inspected.channels &&
    (inspected.channels === 1 || isStereo(inspected.channelLayout)) &&
    inspected.sampleRateHz === rateHz &&
    hasBitrate(rendition, inspected) &&
    isAtTarget(rendition, hearing, loudness)
  if (!suits) return false
  if (rendition.format === 'm4a') return isLowComplexity(tools, source, signal)
  // A rate that only on average is the one that was asked for is another one.
  if (rendition.format === 'mp3') return (await hasConstantRate(source)) === wantsConstantRate(rendition)
  return true
}

/** Of MP3: a bit rate, not a quality. */
export const wantsConstantRate = ({ vbrQuality }: Rendition) => vbrQuality === undefined

const DAMAGE = new Set(['truncated_input', 'duration_mismatch', 'header_size_wrong'])

function isWhole({ findings, uniformCopy }: Inspected): boolean {
  return uniformCopy === undefined && !findings.some(({ code }) => DAMAGE.has(code))
}

const CONTAINERS = {
  mp3: ['mp3'],
  m4a: ['mov', 'mp4', 'm4a', 'aac'],
  opus: ['ogg'],
  flac: ['flac'],
  wav: ['wav'],
} as const satisfies Record<Rendition['format'], readonly string[]>

const CODECS = { mp3: 'mp3', m4a: 'aac', opus: 'opus', flac: 'flac' } as const

function isOfFormat(rendition: Rendition, inspected: Inspected): boolean {
  const { format } = rendition
  const containers: readonly string[] = CONTAINERS[format]
  if (!containers.includes(inspected.container)) return false
  const depth = depthOf(rendition, inspected)
  const codec = format === 'wav' ? `pcm_s${depth}le` : CODECS[format]
  return inspected.codec === codec && (isLossy(format) || inspected.bitDepth === depth)
}

/** How far a bit rate may be from the one that was asked for: headers and padding count in some measurements. */
const BITRATE_TOLERANCE = 0.03

/** What LAME's qualities come to with ordinary stereo, from V0 to V9. Quiet or simple sound takes less. */
const QUALITY_KBPS = [245, 225, 190, 175, 165, 130, 115, 100, 85, 65]
const QUALITY_TOLERANCE = 0.25

/** Of lossless formats any bit rate is right. */
function hasBitrate(rendition: Rendition, { bitrateKbps }: Inspected): boolean {
  const { vbrQuality } = rendition
  const asked = bitrateOf(rendition)
  const most = vbrQuality === undefined ? undefined : QUALITY_KBPS[vbrQuality]
  if (most !== undefined) return bitrateKbps !== undefined && bitrateKbps <= most * (1 + QUALITY_TOLERANCE)
  if (asked === undefined) return true
  return bitrateKbps !== undefined && Math.abs(bitrateKbps / asked - 1) <= BITRATE_TOLERANCE
}

function isAtTarget(rendition: Rendition, { loudness }: Hearing, target: RenderJob['loudness']): boolean {
  const plan = planFor(loudness, target, rendition)
  return plan.aimLufs !== null && isWithin(plan, target, loudness)
}

/** HE-AAC is AAC as well, by its name, but plays at half its rate and without its treble where only LC is known. */
async function isLowComplexity(tools: Tools, source: string, signal: AbortSignal): Promise<boolean> {
  const { report } = await ffprobe(tools, source, signal)
  return report.streams.find(({ codec_type }) => codec_type === 'audio')?.profile === 'LC'
}
