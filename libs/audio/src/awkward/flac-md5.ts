import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { never, TOOLS } from '../testing/jobs.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor } from '../tools/tools.ts'

/** What a FLAC says of its samples (RFC 9639, 8.2). */
export type StreamInfo = { bits: number; md5: string }

/** Undefined where a file does not begin with it, or leaves the MD5 open. */
export async function streamInfo(file: string): Promise<StreamInfo | undefined> {
  const handle = await open(file, 'r')
  const { buffer } = await handle.read({ buffer: Buffer.alloc(42), position: 0 })
  await handle.close()
  if (buffer.toString('latin1', 0, 4) !== 'fLaC' || ((buffer[4] ?? 0) & 0x7f) !== 0) return undefined
  const bits = ((buffer.readUInt16BE(20) >> 4) & 0x1f) + 1
  const md5 = buffer.toString('hex', 26, 42)
  return /^0+$/.test(md5) ? undefined : { bits, md5 }
}

/** The MD5 of all samples as we decode them, in as many bytes as their bits need. */
export async function md5OfSamples(file: string, bits: number): Promise<string> {
  const hash = createHash('md5')
  const exit = await runFfmpeg({
    ...{
      tools: TOOLS,
      purpose: 'decode' as const,
      input: `file:${file}`,
      filters: [],
      codec: 'pcm_s32le',
      format: 's32le',
    },
    inputOptions: ['-nostdin', '-hide_banner', ...(await guardedInput(TOOLS.limits, file))],
    outputOptions: ['-map', '0:a:0'],
    output: 'pipe:1',
    signal: never,
    patience: patienceFor(TOOLS, 1),
    async readStdout(stdout) {
      let rest: Buffer = Buffer.alloc(0)
      for await (const chunk of stdout) {
        const bytes: Buffer = Buffer.concat([rest, chunk])
        const whole = bytes.length - (bytes.length % 4)
        hash.update(shortened(bytes.subarray(0, whole), bits))
        rest = bytes.subarray(whole)
      }
    },
  })
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'corrupt_input', directories: [] })
  return hash.digest('hex')
}

/** Samples of 32 bits, of which the upper ones count, as whole numbers of fewer bytes. */
function shortened(samples: Buffer, bits: number): Buffer {
  const bytes = Math.ceil(bits / 8)
  const short = Buffer.alloc((samples.length / 4) * bytes)
  for (let from = 0, to = 0; from < samples.length; from += 4, to += bytes) {
    short.writeIntLE(samples.readInt32LE(from) >> (32 - bits), to, bytes)
  }
  return short
}
