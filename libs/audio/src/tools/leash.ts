import { text } from 'node:stream/consumers'
import { never } from '../never.ts'
import { runChild } from './child.ts'

/** What the kernel lets a child have. */
export type Bounds = {
  /** Private memory, RLIMIT_DATA. Beyond it ffmpeg is refused memory, and says so. */
  memoryBytes: number
  /** Processor time on all cores together, RLIMIT_CPU. Beyond it a child gets SIGXCPU each second. */
  cpuSeconds: number
  /** Of any file it writes, RLIMIT_FSIZE, but not of a pipe. Beyond it a child dies of SIGXFSZ. */
  fileBytes: number
}

/** Words to put before a command; none where the system offers no such thing. */
export type Leash = (bounds: Bounds) => readonly string[]

const PRLIMIT = '/usr/bin/prlimit'
const SETPRIV = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'] as const

/** ffmpeg takes three SIGXCPU for a wish and ends at the fourth; whatever ignores them is killed. */
const CPU_GRACE_SECONDS = 10

/**
 * With these words before it, a command is killed by the kernel when this process dies, whatever it dies of: a
 * process killed by SIGKILL cannot end its children itself, and an orphaned encoder would go on for minutes. And
 * the kernel bounds its memory, processor time and files, and writes no core dump, which would hold the recording.
 * Linux with util-linux has both (Debian always); elsewhere there is the watchdog alone.
 */
export async function findLeash(): Promise<Leash> {
  const [ceilings, setpriv] = await Promise.all([
    say(PRLIMIT, ['--raw', '--noheadings', '--output', 'RESOURCE,HARD', '--data', '--cpu', '--fsize']),
    say(SETPRIV[0], [...SETPRIV.slice(1), 'true']),
  ])
  const holding = setpriv === undefined ? [] : SETPRIV
  if (ceilings === undefined) return () => holding
  const atMost = (resource: string, wanted: number) => Math.min(wanted, ceilingOf(ceilings, resource))
  return ({ memoryBytes, cpuSeconds, fileBytes }) => {
    const cpu = [cpuSeconds, cpuSeconds + CPU_GRACE_SECONDS].map((seconds) => atMost('CPU', seconds))
    return [
      ...[PRLIMIT, '--core=0', `--cpu=${cpu.join(':')}`],
      ...[`--data=${atMost('DATA', memoryBytes)}`, `--fsize=${atMost('FSIZE', fileBytes)}`, '--'],
      ...holding,
    ]
  }
}

/** What this process may have at most itself: whoever asks for more without being root gets nothing at all. */
function ceilingOf(ceilings: string, resource: string): number {
  const found = new RegExp(`^${resource} +(\\d+)`, 'm').exec(ceilings)?.[1]
  return found === undefined ? Number.POSITIVE_INFINITY : Number(found)
}

/** What a command says; undefined when it is missing or fails. */
async function say(command: string, args: readonly string[]): Promise<string | undefined> {
  let said = ''
  const running = runChild({
    command,
    args,
    signal: never,
    patience: { stallMs: 10_000, wallMs: () => 10_000 },
    readStdout: async (stdout) => {
      said = await text(stdout)
    },
  })
  const { code } = await running.catch(() => ({ code: null }))
  return code === 0 ? said : undefined
}
