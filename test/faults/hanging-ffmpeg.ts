import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type HangingFfmpeg = {
  /** The program to run instead of ffmpeg. */
  path: string
  /** From now on the next so many calls that have a file to work on hang, twenty at most. */
  hang(calls: number): Promise<void>
  /** How many are still to come. */
  left(): Promise<number>
  /** No call hangs any more that was not made yet. */
  recover(): Promise<void>
  remove(): Promise<void>
}

/**
 * A program that is ffmpeg, but for calls that hang: they read and write nothing, and ignore TERM. `scratchDir` is how
 * a call with a file is known from one that only asks for the version.
 */
export async function hangingFfmpeg(scratchDir: string): Promise<HangingFfmpeg> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-hanging-'))
  const path = join(dir, 'ffmpeg')
  const tokens = Array.from({ length: MOST }, (_, n) => join(dir, `hang-${n}`))
  await writeFile(path, script(dir, scratchDir), { mode: 0o755 })
  const exists = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    )
  return {
    path,
    async hang(calls) {
      await Promise.all(tokens.slice(0, calls).map((token) => writeFile(token, '')))
    },
    left: async () => (await Promise.all(tokens.map(exists))).filter(Boolean).length,
    async recover() {
      await Promise.all(tokens.map((token) => rm(token, { force: true })))
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}

const MOST = 20

/** Each hanging call takes one token away: `rm` without `-f` succeeds for one of them only. */
const script = (dir: string, scratchDir: string) => `#!/bin/sh
case "$*" in
  *${scratchDir}*)
    for token in ${dir}/hang-*; do
      if [ -e "$token" ] && rm "$token" 2>/dev/null; then
        trap '' TERM INT
        while :; do sleep 1; done
      fi
    done
    ;;
esac
exec ffmpeg "$@"
`
