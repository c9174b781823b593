import { text } from 'node:stream/consumers'
import { AudioError } from '../audio-error.ts'
import { never } from '../never.ts'
import { type ChildTask, runChild } from './child.ts'
import type { ToolEnd } from './tool-end.ts'
import { type Tools, tellEnd } from './tools.ts'

/** What ffmpeg must be able to do; Debian's and every usual build are. */
const NEEDED: Record<string, readonly string[]> = {
  encoder: ['libmp3lame', 'aac', 'libopus', 'flac', 'pcm_s16le', 'pcm_s24le'],
  muxer: ['mp3', 'ipod', 'opus', 'flac', 'wav', 's16le'],
  filter: [
    'ebur128',
    'alimiter',
    'aeval',
    'volume',
    'aresample',
    'aformat',
    'asetpts',
    'apad',
    'pan',
    'atrim',
    'afade',
  ],
}

const LISTING_MS = 30_000

/** Rejects with `internal`, naming what is missing. */
export async function versions(tools: Tools): Promise<{ ffmpeg: string }> {
  const [ffmpeg] = await Promise.all([
    ffmpegVersion(tools),
    version(tools, tools.ffprobePath, 'ffprobe'),
    ...Object.entries(NEEDED).map(([kind, names]) => assertHas(tools, kind, names)),
  ])
  return { ffmpeg }
}

/** The version of ffmpeg alone, or `internal`. */
export function ffmpegVersion(tools: Tools): Promise<string> {
  return version(tools, tools.ffmpegPath, 'ffmpeg')
}

async function version(tools: Tools, path: string, tool: ToolEnd['tool']): Promise<string> {
  const said = await ask(path, '-version', tellEnd(tools, tool))
  const found = new RegExp(`^${tool} version (\\S+)`).exec(said)?.[1]
  if (!found) throw new AudioError('internal', `${path} is not ${tool}`)
  return found
}

/** Lists look like ` A....D libopus   description`; a name may stand for several, `mov,mp4,m4a`. */
async function assertHas(tools: Tools, kind: string, names: readonly string[]): Promise<void> {
  const { ffmpegPath: path } = tools
  const listed = new Set<string>()
  for (const line of (await ask(path, `-${kind}s`, tellEnd(tools, 'ffmpeg'))).split('\n')) {
    for (const name of (/^ *\S+ +(\S+)/.exec(line)?.[1] ?? '').split(',')) listed.add(name)
  }
  const missing = names.filter((name) => !listed.has(name))
  if (missing.length === 0) return
  throw new AudioError('internal', `${path} lacks the ${kind} ${missing.join(', ')}`)
}

async function ask(command: string, question: string, onEnded: ChildTask['onEnded']): Promise<string> {
  let answer = ''
  const { code } = await runChild({
    command,
    args: ['-hide_banner', question],
    signal: never,
    onEnded,
    patience: { stallMs: LISTING_MS, wallMs: () => LISTING_MS },
    readStdout: async (stdout) => {
      answer = await text(stdout)
    },
  })
  if (code !== 0) throw new AudioError('internal', `${command} ${question} failed with exit code ${code}`)
  return answer
}
