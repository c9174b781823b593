/** As a description begins of a stream that was restored; then comes when, as RFC 3339 in UTC. */
const RESTORED = /^restored (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z/

/** For the description of a stream that is being restored from a backup. */
export const restoredNow = (): string => `restored ${new Date().toISOString()}`

/**
 * Which log this is: the moment it was made in nanoseconds, short, so that a stream made anew, even in the same
 * second, is another log. A single server gives a stream that it restores the moment of the one that was backed up;
 * what came after the backup is not in it all the same, and other events take those sequences. So whoever restores
 * says when in the description, and it is another log, too.
 */
export function epochOf(created: string, description = ''): string {
  const [, time = created] = RESTORED.exec(description) ?? []
  const [, seconds, fraction = ''] = /^(.{19})(?:\.(\d+))?/.exec(time) ?? []
  const nanos = BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
  return nanos.toString(36)
}
