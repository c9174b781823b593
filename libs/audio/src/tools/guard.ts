import type { Limits } from '../limits.ts'
import { demuxerToName } from '../sniff/behind-long-tags.ts'
import { DECODERS, DEMUXERS } from './decoders.ts'

/**
 * What stands before every `-i`, for ffmpeg and ffprobe alike. `-protocol_whitelist` alone is no defence: an
 * uploaded ".mp3" that was an HLS playlist made ffmpeg open another file. The demuxer is named for files of
 * which ffmpeg would see nothing but a long tag.
 */
export async function guardedInput(limits: Limits, file: string): Promise<string[]> {
  const demuxer = await demuxerToName(file)
  return [
    ...['-max_alloc', String(limits.allocationBytes)],
    ...['-protocol_whitelist', 'file,pipe'],
    ...['-format_whitelist', DEMUXERS.join(',')],
    ...['-codec_whitelist', DECODERS.join(',')],
    ...['-max_streams', String(limits.streams)],
    // Not less: an MP4 or a video may show its audio only after megabytes of something else.
    ...['-probesize', '5000000', '-analyzeduration', '5000000'],
    ...(demuxer ? ['-f', demuxer] : []),
  ]
}
