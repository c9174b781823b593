import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What an independent ffmpeg says of a file: integrated loudness in LUFS and true peak in dBTP. */
export async function measure(bytes: Uint8Array): Promise<{ integratedLufs: number; truePeakDbtp: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-measure-'))
  try {
    const path = join(dir, 'file')
    await writeFile(path, bytes)
    const { stderr } = await run('ffmpeg', [
      '-nostdin',
      '-hide_banner',
      '-i',
      path,
      '-af',
      'ebur128=peak=true',
      '-f',
      'null',
      '-',
    ])
    const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
    const number = (pattern: RegExp) => Number(pattern.exec(summary)?.[1])
    return { integratedLufs: number(/I:\s+(\S+) LUFS/), truePeakDbtp: number(/Peak:\s+(\S+) dBFS/) }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
