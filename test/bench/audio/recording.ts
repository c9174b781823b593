import { join } from 'node:path'
import { runTool } from '../shared/run-tool.ts'

/** Syllables of a buzzing voice with breath in it, four a second, stressed by turns, a pause every three seconds. */
const VOICE =
  '(0.5+0.5*sin(2*PI*4*t))*lt(mod(t,3),2.5)*(0.5+0.5*pow(sin(2*PI*0.31*t),2))' +
  '*(0.14*sin(2*PI*(140+20*sin(2*PI*0.7*t))*t)+0.08*sin(2*PI*720*t)+0.04*sin(2*PI*1900*t)+0.02*(random(0)-0.5))'

/** What makes a real voice hard to bring up: its loudest consonants stand 17 dB above its loudness. */
const PLOSIVES = '0.35*lt(mod(t+0.4,1.7),0.006)*sin(2*PI*430*t)'

/** The room; the two sides hear different ones. */
const room = (side: number) => `0.0005*(random(${1 + side})-0.5)`

/** Long enough not to be recognised by any codec when it comes again, short enough to be made in a second. */
const PASSAGE_SECONDS = 30

/**
 * Writes a WAV of 48 kHz, 24 bits, stereo, about −22 LUFS with peaks at −5.6 dBTP, like an untreated
 * voice recording; so a target of −16 LUFS at −1 dBTP needs a limiter, as it does with real ones.
 */
export async function makeRecording(dir: string, seconds: number, name = 'recording.wav'): Promise<string> {
  const passage = join(dir, 'passage.wav')
  const recording = join(dir, name)
  const sides = [0, 1].map(
    (side) => `${VOICE.replaceAll('t)', `(t+${side}/4000))`)}+${PLOSIVES}+${room(side)}`,
  )
  const formula = sides.join('|').replaceAll(',', '\\,')
  const generator = `aevalsrc='${formula}':s=48000:d=${PASSAGE_SECONDS}`
  const quiet = ['-v', 'error', '-nostdin', '-y']
  const pcm = ['-c:a', 'pcm_s24le']
  await runTool('ffmpeg', [...quiet, '-f', 'lavfi', '-i', generator, ...pcm, passage])
  const again = String(Math.ceil(seconds / PASSAGE_SECONDS) - 1)
  await runTool('ffmpeg', [
    ...quiet,
    '-stream_loop',
    again,
    '-i',
    passage,
    '-t',
    String(seconds),
    ...pcm,
    recording,
  ])
  return recording
}
