import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import { AudioError } from '../audio-error.ts'
import type { Cover } from '../metadata.ts'
import { type ChildExit, runChild } from '../tools/child.ts'
import { leashed, type Tools } from '../tools/tools.ts'
import { CoverError } from './cover-error.ts'
import { assertPictureKind, PICTURE_SNIFF_BYTES } from './picture-kind.ts'
import { MAX_PICTURE_BYTES } from './picture-limits.ts'

export type Covers = {
  /** `cover.jpg`, at most 3000 × 3000. */
  published: Cover
  /** `cover-embedded.jpg`, at most 1400 × 1400 and 300 KB. */
  embedded: Cover
}

const Size = z.object({ width: z.int().positive(), height: z.int().positive() })
const Answer = z.union([z.object({ refused: z.string() }), z.object({ published: Size, embedded: Size })])

/**
 * Makes two JPEGs in `dir` of a picture from a stranger: at most 10 MiB and 40 million pixels, a JPEG, PNG, WebP
 * or GIF. It is decoded in a child process with bounded memory and time, and only looked at by its first bytes in
 * this one.
 *
 * Rejects with a CoverError when the picture cannot be used, an AudioError when it is not to blame, or with the
 * signal's reason; by then the child is dead.
 */
export async function prepareCover(
  tools: Tools,
  picture: string,
  dir: string,
  signal: AbortSignal,
): Promise<Covers> {
  await assertAcceptable(picture)
  const paths = { published: join(dir, 'cover.jpg'), embedded: join(dir, 'cover-embedded.jpg') }
  const answer = await redrawApart(tools, [picture, paths.published, paths.embedded], signal)
  if ('refused' in answer) throw new CoverError(answer.refused)
  const mediaType = 'image/jpeg'
  return {
    published: { path: paths.published, mediaType, ...answer.published },
    embedded: { path: paths.embedded, mediaType, ...answer.embedded },
  }
}

async function assertAcceptable(picture: string): Promise<void> {
  const file = await open(picture)
  try {
    const { size } = await file.stat()
    if (size === 0) throw new CoverError('The cover is empty.')
    if (size > MAX_PICTURE_BYTES) {
      const [has, most] = [size, MAX_PICTURE_BYTES].map((bytes) => (bytes / 1024 ** 2).toFixed(1))
      throw new CoverError(`The cover has ${has} MiB; at most ${most} are accepted.`)
    }
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(PICTURE_SNIFF_BYTES),
      0,
      PICTURE_SNIFF_BYTES,
      0,
    )
    assertPictureKind(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** 40 million pixels take two seconds; a JPEG may be built to take long. */
const WALL_MS = 60_000
const CPU_SECONDS = 60
/** More than 3000 × 3000 pixels of noise take. */
const FILE_BYTES = 32 * 1024 ** 2

async function redrawApart(
  tools: Tools,
  files: readonly string[],
  signal: AbortSignal,
): Promise<z.infer<typeof Answer>> {
  const worker = fileURLToPath(new URL('./redraw-worker.ts', import.meta.url))
  const command = await leashed(tools, [process.execPath, ...typescriptFlags(), worker, ...files], {
    cpuSeconds: CPU_SECONDS,
    fileBytes: FILE_BYTES,
  })
  let said = ''
  const running = runChild({
    ...command,
    signal,
    patience: { stallMs: WALL_MS, wallMs: () => WALL_MS },
    readStdout: async (stdout) => {
      said = await text(stdout)
    },
  })
  const exit = await running.catch((error: unknown) => {
    const late = error instanceof AudioError && (error.code === 'timeout' || error.code === 'stalled')
    throw late ? new CoverError('The cover takes too long to decode.', { cause: error }) : error
  })
  return answerOf(exit, said, files)
}

/** Killed by a signal: the picture made the decoder crash, or take more than it may. */
function answerOf({ code, signal, log }: ChildExit, said: string, files: readonly string[]) {
  if (signal !== null) throw new CoverError(`The cover cannot be decoded (${signal}).`)
  if (code === 0) return Answer.parse(JSON.parse(said))
  throw new AudioError('internal', `the cover could not be drawn (exit code ${code})`, {
    logTail: log.tail(files),
  })
}

/** Node runs TypeScript by itself from 22.18 on; before that tsx does, which is only there for development. */
function typescriptFlags(): string[] {
  if (Reflect.get(process.features, 'typescript')) return []
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
}
