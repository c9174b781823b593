import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/*
 * Signals for tests, made by ffmpeg's own generators from formulas, so that there are no fixtures; and a
 * meter that shares nothing with the code under test.
 */

const run = promisify(execFile)

/** A directory of its own for a test, removed after it. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-audio-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Runs ffmpeg as anybody would. */
export async function ffmpeg(...args: string[]): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-y', ...args], { maxBuffer: 1e8 })
  return stderr
}

/** Syllables of a buzzing voice with breath noise, four a second, with pauses between sentences. */
const VOICE =
  '(0.5+0.5*sin(2*PI*4*t))*lt(mod(t,3),2.5)*(0.2*sin(2*PI*(140+20*sin(2*PI*0.7*t))*t)' +
  '+0.12*sin(2*PI*720*t)+0.06*sin(2*PI*1900*t)+0.02*(random(0)-0.5))'

/** Formulas of one channel (`t` in seconds); `|` would separate channels. */
export const SIGNALS = {
  speech: VOICE,
  music:
    '0.12*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*2*t))+0.1*sin(2*PI*277.2*t)+0.1*sin(2*PI*329.6*t)' +
    '+0.25*exp(-20*mod(t,0.5))*sin(2*PI*80*t)+0.05*exp(-60*mod(t,0.25))*(random(1)-0.5)',
  /** A quiet voice with claps at full scale: its peaks are 24 dB above its loudness. */
  peaky: `0.25*(${VOICE})+0.9*lt(mod(t,2),0.003)*sin(2*PI*1500*t)`,
  quiet: `0.15*(${VOICE})`,
  loud: `max(-0.98,min(0.98,9*(${VOICE})))`,
  /** Cheap to make, for long files. */
  tone: '0.3*sin(880*t)',
  silence: '0*t',
} as const

export type SignalOptions = {
  seconds?: number
  rateHz?: number
  channels?: number
  /** Options of the output, an encoder for instance. */
  output?: string[]
}

/** Writes a signal to a file, the same on every channel up to a small delay. */
export async function makeSignal(
  file: string,
  formula: string,
  options: SignalOptions = {},
): Promise<string> {
  const { seconds = 5, rateHz = 44_100, channels = 2, output = [] } = options
  const sides = Array.from({ length: channels }, (_, side) => formula.replaceAll('t)', `(t+${side}/1000))`))
  const source = `aevalsrc='${sides.join('|').replaceAll(',', '\\,')}':s=${rateHz}:d=${seconds}`
  await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', source, ...output, file)
  return file
}

/** Stereo pink noise, the same each time: what loudness meters are calibrated with, at −20 dBFS RMS. */
export async function makePinkNoise(file: string, seconds: number): Promise<string> {
  const side = (seed: number) => `anoisesrc=c=pink:r=48000:a=0.35:d=${seconds}:seed=${seed}`
  await ffmpeg(
    ...['-v', 'error', '-f', 'lavfi', '-i', side(1), '-f', 'lavfi', '-i', side(2)],
    ...['-filter_complex', 'amerge=inputs=2', file],
  )
  return file
}

export type Metered = { integratedLufs: number; truePeakDbtp: number; seconds: number }

/** What plain ffmpeg says of a file, with nothing of ours between. Mono as dual mono. */
export async function meter(file: string): Promise<Metered> {
  const dual = /Stream #0:0.* mono,/.test(await ffmpeg('-i', file, '-t', '0.1', '-f', 'null', '-'))
  const log = await ffmpeg(
    '-i',
    file,
    '-af',
    `ebur128=peak=true${dual ? ':dualmono=true' : ''}`,
    '-f',
    'null',
    '-',
  )
  const last = (pattern: RegExp) => Number([...log.matchAll(pattern)].at(-1)?.[1])
  const [, minutes, seconds] = [...log.matchAll(/time=\d+:(\d+):([\d.]+)/g)].at(-1) ?? []
  return {
    integratedLufs: last(/^ +I: +(\S+) LUFS/gm),
    truePeakDbtp: last(/^ +Peak: +(\S+) dBFS/gm),
    seconds: 60 * Number(minutes) + Number(seconds),
  }
}
