import type { MultipartFile } from '@fastify/multipart'
import { invalidSpec } from '../problems.ts'
import { formProblem } from './form-parts.ts'

/** A part's text, whether it was sent as a field or as a file. Throws `invalid_spec` beyond the limit. */
export async function partText(part: MultipartFile, maxBytes: number): Promise<string> {
  return (await partBytes(part, maxBytes)).toString('utf8')
}

/** As `partText`, before it is decoded. */
export async function partBytes({ fieldname, file }: MultipartFile, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of file) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a body is read in bytes')
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBytes) throw tooLong(fieldname, maxBytes)
    }
  } catch (error) {
    throw formProblem(error)
  }
  return Buffer.concat(chunks)
}

/** Nothing in a field, or no file chosen: that is how a browser sends what was not filled in. */
export const isAbsent = ({ filename }: MultipartFile, content: { length: number }): boolean =>
  content.length === 0 && !filename

const tooLong = (path: string, maxBytes: number) =>
  invalidSpec([{ path, message: `must have at most ${maxBytes} bytes` }])
