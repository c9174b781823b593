import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROCESSOR = fileURLToPath(new URL('./processor.ts', import.meta.url))

type Place = { url: string; namespace: string; dir: string; hands: number }

/** What it has to say it says on our stderr. */
export function startProcessor({ url, namespace, dir, hands }: Place): ChildProcess {
  const args = ['--import', 'tsx', PROCESSOR, url, namespace, dir, String(hands)]
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
