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

/**
 * What the kernel allows where `-fs` should have ended a run: more than that, because an M4A writes its index
 * after the end (a hundredth of AAC at 128 kb/s, a tenth of the quietest).
 */
export function fileBytesFor({ outputBytes }: Limits): number {
  return Math.ceil(1.25 * outputBytes) + 2 * SLACK_BYTES
}

/** For a child that should write no file at all: enough for a word of its wrapper's, too little to fill a disk. */
export const NEXT_TO_NOTHING = 65_536
