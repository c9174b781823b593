import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { never } from '../never.ts'
import { scratch } from '../testing/signals.ts'
import { writePieces } from './pieces.ts'

describe('a file written out of pieces', () => {
  it('is bytes and stretches of other files, one after the other', async () => {
    const dir = await scratch()
    const [path, output] = [join(dir, 'from'), join(dir, 'to')]
    await writeFile(path, '0123456789')
    const stretches = [
      { path, start: 2, end: 5 },
      { path, start: 4, end: 4 },
      Buffer.from('-'),
      { path, start: 8 },
    ]
    await writePieces(output, [Buffer.from('<'), ...stretches], never)
    expect(await readFile(output, 'utf8')).toBe('<234-89')
  })

  it('is given up when it is aborted, with the reason', async () => {
    const dir = await scratch()
    const abort = new AbortController()
    const running = writePieces(join(dir, 'to'), [{ path: '/dev/zero', start: 0 }], abort.signal)
    const ended = expect(running).rejects.toThrow('enough')
    abort.abort(new Error('enough'))
    await ended
  })

  it('is not written when a piece is missing', async () => {
    const dir = await scratch()
    const missing = { path: join(dir, 'nowhere'), start: 0 }
    await expect(writePieces(join(dir, 'to'), [missing], never)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
