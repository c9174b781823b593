import { stat } from 'node:fs/promises'
import { AudioError } from '../audio-error.ts'
import type { Limits } from '../limits.ts'

/** ffmpeg stops a little before or behind the size given by `-fs`, never by more than one packet or page. */
const SLACK_BYTES = 65_536

/** `-fs` ends a run with exit code 0 and a shorter file: only its size tells. */
export async function assertNotCut(file: string, { outputBytes }: Limits): Promise<void> {
  const { size } = await stat(file)
  if (size < Math.max(outputBytes - SLACK_BYTES, outputBytes / 2)) return
  throw new AudioError('limit_exceeded:output_bytes', `it would take more than ${outputBytes} bytes`)
}
