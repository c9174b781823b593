import type { Limits } from '../limits.ts'
import { DECODERS, DEMUXERS } from './decoders.ts'

/**
 * What stands before every `-i`, for ffmpeg and ffprobe alike. `-protocol_whitelist` alone is no defence: an
 * uploaded ".mp3" that was an HLS playlist made ffmpeg open another file.
 */
export function guardedInput(limits: Limits): string[] {
  return [
    ...['-max_alloc', String(limits.allocationBytes)],
    ...['-protocol_whitelist', 'file,pipe'],
    ...['-format_whitelist', DEMUXERS.join(',')],
    ...['-codec_whitelist', DECODERS.join(',')],
    ...['-max_streams', String(limits.streams)],
    // Not less: an MP4 or a video may show its audio only after megabytes of something else.
    ...['-probesize', '5000000', '-analyzeduration', '5000000'],
  ]
}
