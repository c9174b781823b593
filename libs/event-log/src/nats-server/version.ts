import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export class NatsServerMissingError extends Error {
  override name = 'NatsServerMissingError'
}

export type Version = { major: number; minor: number; text: string }

/** Debian installs it where only root's PATH looks. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin']

/** The first of the usual places where the binary runs, and what it is. Rejects with NatsServerMissingError. */
export async function findServer(binary: string): Promise<{ path: string; version: Version }> {
  const places = binary.includes('/') ? [] : SYSTEM_DIRECTORIES.map((directory) => `${directory}/${binary}`)
  for (const path of [binary, ...places]) {
    const version = await versionOf(path)
    if (version) return { path, version }
  }
  throw new NatsServerMissingError(
    `cannot run ${binary}: install nats-server (Debian: apt-get install nats-server), or set NATS_URL to a server`,
  )
}

async function versionOf(path: string): Promise<Version | undefined> {
  const ran = await promisify(execFile)(path, ['--version']).catch(() => undefined)
  if (!ran) return undefined
  const [text, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(ran.stdout) ?? []
  const version = { major: Number(major), minor: Number(minor), text: text ?? ran.stdout.trim() }
  if (version.major > 2 || (version.major === 2 && version.minor >= 9)) return version
  throw new NatsServerMissingError(`${path} is version ${version.text}; 2.9 or later is needed`)
}

/** Whether it knows `sync_interval: always`; 2.9 refuses a configuration that names it. */
export const syncsAlways = ({ major, minor }: Version): boolean => major > 2 || minor >= 10
