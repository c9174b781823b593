import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export class NatsServerMissingError extends Error {
  override name = 'NatsServerMissingError'
}

export type Version = { major: number; minor: number; text: string }

/** Asks the binary. Rejects with NatsServerMissingError when it is not there or older than 2.9. */
export async function serverVersion(binary: string): Promise<Version> {
  const { stdout } = await promisify(execFile)(binary, ['--version']).catch((cause) => {
    throw new NatsServerMissingError(
      `cannot run ${binary}: install nats-server (Debian: apt-get install nats-server), or set NATS_URL to a server`,
      { cause },
    )
  })
  const [text, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(stdout) ?? []
  const version = { major: Number(major), minor: Number(minor), text: text ?? stdout.trim() }
  if (!(version.major > 2 || (version.major === 2 && version.minor >= 9))) {
    throw new NatsServerMissingError(`${binary} is version ${version.text}; 2.9 or later is needed`)
  }
  return version
}

/** Whether it knows `sync_interval: always`; 2.9 refuses a configuration that names it. */
export const syncsAlways = ({ major, minor }: Version): boolean => major > 2 || minor >= 10
