import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AudioError } from '../audio-error.ts'
import type { Finding } from '../findings.ts'
import { telling } from '../measure/decode.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'
import type { Probed } from './probe.ts'

/** The largest picture that is taken out: 3000 × 3000 pixels of PNG seldom take more. */
export const MAX_PICTURE_BYTES = 10 * 1024 ** 2

export type PictureTask = { source: string; dir: string; probed: Probed; signal: AbortSignal }

export type Picture = { path?: string; bytes: number; findings: Finding[] }

/**
 * Copies the bytes of an embedded picture into `dir`, unseen: ffmpeg passes the packet on, and would not be
 * allowed to decode it. Whatever goes wrong is a finding, leaves no file, and fails nothing; only an abort rejects.
 */
export async function readPicture(tools: Tools, task: PictureTask): Promise<Picture> {
  const { pictureStream, pictureUnknown } = task.probed
  if (pictureStream === undefined) return pictureUnknown ? unusable('its kind is not known') : NONE
  const path = join(task.dir, 'embedded-picture')
  try {
    const bytes = await copy(tools, task, pictureStream, path)
    if (bytes > 0) return { path, bytes, findings: [] }
    await rm(path)
    return unusable('it is empty')
  } catch (error) {
    await rm(path, { force: true })
    task.signal.throwIfAborted()
    return unusable(error instanceof AudioError ? error.message : 'it cannot be written to a file')
  }
}

const NONE: Picture = { bytes: 0, findings: [] }

function unusable(problem: string): Picture {
  const detail = `The picture in the file cannot be used: ${problem}.`
  return { bytes: 0, findings: [{ code: 'cover_unusable', detail }] }
}

async function copy(tools: Tools, task: PictureTask, stream: number, path: string): Promise<number> {
  const { source, signal } = task
  const count = limiter()
  const exit = await runFfmpeg({
    tools,
    purpose: 'picture',
    input: `file:${source}`,
    inputOptions: [...telling, ...(await guardedInput(tools.limits, source))],
    filters: [],
    codec: 'copy',
    outputOptions: ['-map', `0:${stream}`, '-vcodec', 'copy', '-frames:v', '1', '-map_metadata', '-1'],
    // The only format that takes a picture whose size nobody looked up, and adds nothing to it.
    format: 'image2pipe',
    output: 'pipe:1',
    signal,
    patience: patienceFor(tools, 1),
    readStdout: (stdout) => pipeline(stdout, count.stream, createWriteStream(path)),
  })
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'corrupt_input', directories: [dirname(source)] })
  return count.bytes()
}

function limiter() {
  let bytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= MAX_PICTURE_BYTES) done(null, chunk)
      else done(new AudioError('limit_exceeded:output_bytes', 'it has more than 10 MiB'))
    },
  })
  return { stream, bytes: () => bytes }
}
