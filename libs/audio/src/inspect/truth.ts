import { AudioError } from '../audio-error.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../tools/log.ts'
import type { Probed } from './probe.ts'

/**
 * Rejects when what was decoded is not the recording: nothing at all, less than half of what a header
 * claims, or more than the limit. (Half an MP3 with an intact header decodes with exit code 0.)
 */
export function assertDecoded(
  { declaredDurationSeconds: declared, durationIsGuess }: Probed,
  decodedSeconds: number,
  { log }: { log: Log },
  { durationSeconds: longest }: Limits,
): void {
  if (decodedSeconds > longest) throw new AudioError('limit_exceeded:duration', `longer than ${longest} s`)
  const logTail = log.tail([])
  if (decodedSeconds === 0) {
    if (log.says(/\[(error|fatal)\] /))
      throw new AudioError('corrupt_input', 'nothing of it can be decoded', { logTail })
    if (declared) throw new AudioError('truncated_input', `it says ${declared} s, but nothing is in it`)
    throw new AudioError('empty_input', 'there is no sound in it')
  }
  if (declared !== undefined && !durationIsGuess && decodedSeconds < declared / 2) {
    const message = `only ${decodedSeconds.toFixed(1)} of ${declared.toFixed(1)} s can be decoded`
    throw new AudioError('truncated_input', message, { logTail })
  }
}
