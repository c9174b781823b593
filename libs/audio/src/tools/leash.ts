import { never } from '../never.ts'
import { runChild } from './child.ts'

/** Words to put before a command; none where the system offers no such thing. */
export type Leash = readonly string[]

const SETPRIV: Leash = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--']

/**
 * With these words before it, a command is killed by the kernel when this process dies, whatever it dies of:
 * a process killed by SIGKILL cannot end its children itself, and an orphaned encoder would go on for
 * minutes. Linux with util-linux has it (Debian always); elsewhere orphans end with their input.
 */
export async function findLeash(): Promise<Leash> {
  const [command = '', ...words] = SETPRIV
  const tryIt = runChild({
    command,
    args: [...words, 'true'],
    signal: never,
    patience: { stallMs: 10_000, wallMs: () => 10_000 },
    readStdout: async (stdout) => void stdout.resume(),
  })
  const { code } = await tryIt.catch(() => ({ code: null }))
  return code === 0 ? SETPRIV : []
}
