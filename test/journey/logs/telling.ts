import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratch, writeTone } from '@soundmill/test-support'

const run = promisify(execFile)

/** What a client says, each in a word that is nowhere else. */
export const TOLD = {
  filename: 'Telling-File-Name.mp3',
  title: 'Telling-Title',
  embedded: 'Telling-Embedded-Title',
  chapter: 'Telling-Chapter',
  search: 'Telling-Search',
  key: 'Telling-Idempotency-Key',
  member: 'Telling-Member',
} as const

/** A recording with a title of its own. */
export async function tellingRecording(): Promise<Uint8Array<ArrayBuffer>> {
  const { dir } = await scratch()
  const sound = await writeTone(join(dir, 'sound.wav'), { seconds: 6 })
  const file = join(dir, TOLD.filename)
  const tags = ['-metadata', `title=${TOLD.embedded}`, '-metadata', `artist=${TOLD.embedded}`]
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', sound, ...tags, '-b:a', '128k', file])
  return new Uint8Array(await readFile(file))
}

/** The same, broken so that only who decodes it sees it; what a tool says of it may have its title. */
export async function brokenRecording(): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await tellingRecording()
  return whole.map((byte, at) => (at < 2_000 ? byte : (byte * 167 + at * 31) % 251))
}

/** A recording and what is wanted of it, as a form. */
export function tellingForm(recording: Uint8Array<ArrayBuffer>): FormData {
  const spec = {
    metadata: { title: TOLD.title },
    chapters: [
      { startSeconds: 0, title: TOLD.chapter },
      { startSeconds: 3, title: `${TOLD.chapter}-2` },
    ],
  }
  const form = new FormData()
  form.set('spec', JSON.stringify(spec))
  form.set('audio', new Blob([recording], { type: 'audio/mpeg' }), TOLD.filename)
  return form
}
