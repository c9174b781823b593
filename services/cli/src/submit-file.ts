import type { Answer } from './api/api.ts'
import type { Accepted } from './api/command-answers.ts'
import type { Context } from './context.ts'
import { onPause } from './saying.ts'
import { lengthOf, type Recording } from './transfer/recording.ts'
import { beginUpload, finishUpload } from './transfer/tus.ts'
import { upload } from './transfer/upload.ts'

/** A file that was taken. */
export type Submitted = { file: string; accepted: Answer<Accepted> }

type How = { tus: boolean; resume?: string | undefined; idempotencyKey?: string | undefined }

/** Sends one recording, shows how far it is, and says when it tries again. Rejects as `upload` does. */
export async function submitFile(
  {
    api,
    out,
    signal,
    typed,
  }: Pick<Context, 'api' | 'signal' | 'typed'> & {
    out: Pick<Context['out'], 'screen' | 'note'>
  },
  file: string,
  asked: Omit<Recording, 'bytes'>,
  { tus, resume, idempotencyKey }: How,
): Promise<Submitted> {
  const recording = { ...asked, bytes: await lengthOf(asked.path) }
  const options = {
    signal,
    idempotencyKey,
    onProgress: out.screen.progress,
    onPause: onPause(out),
  }
  try {
    if (!tus && resume === undefined) return { file, accepted: await upload(api, recording, options) }
    const address = resume ?? (await beginUpload(api, recording, options))
    const again = `to go on should this command end: ${typed(`submit --resume ${address} ${file}`)}`
    if (resume === undefined) out.note(again)
    return { file, accepted: await finishUpload(api, address, recording, options) }
  } finally {
    out.screen.idle()
  }
}
