import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepts } from './port.ts'

export class DirectoryInUseError extends Error {
  override name = 'DirectoryInUseError'
}

/** A socket's path has no more room (`sockaddr_un`). */
const LONGEST_PATH = 100

/**
 * Holds a directory for this process alone, for as long as it lives: a socket in it answers while its owner
 * is alive and no longer, which no file can promise. Resolves to what lets go of it. Rejects with
 * DirectoryInUseError while another process holds it.
 */
export async function holdDirectory(dir: string): Promise<() => Promise<void>> {
  const path = socketPath(dir)
  if (await accepts(path)) throw new DirectoryInUseError(`${dir} is in use by another process of Soundmill`)
  await rm(path, { force: true })
  const server = createServer((socket) => socket.destroy()).listen(path)
  await once(server, 'listening')
  server.unref()
  return async () => {
    server.close()
    await once(server, 'close')
  }
}

function socketPath(dir: string): string {
  const path = join(dir, 'in-use.sock')
  const short = `soundmill-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}.sock`
  return path.length <= LONGEST_PATH ? path : join(tmpdir(), short)
}
