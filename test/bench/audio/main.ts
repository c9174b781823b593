import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@soundmill/cli/terminal'
import { whereIs } from '../shared/run-tool.ts'
import { goalTable } from '../shared/tables.ts'
import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { GOALS, judge } from './goals.ts'
import { installFfmpegNormalize } from './installation.ts'
import { profileOf } from './profile.ts'
import { makeRecording } from './recording.ts'
import { type Rounds, runRounds } from './rounds.ts'
import { costTable, profileTable } from './tables.ts'

/*
 * `npm run bench:audio`: what the audio engine costs, next to those it wants to be compared with. Exit code
 * 0: measured; 1: it could not be, or with `--strict` a goal was missed; 2: the arguments are not understood.
 */

const WARM_UP_SECONDS = 5

process.exitCode = await runCommand(process.argv.slice(2), {
  parse: parseArguments,
  usage: USAGE,
  run: bench,
})

async function bench(chosen: Arguments): Promise<number> {
  const rounds = await measure(chosen)
  const verdicts = GOALS.map((goal) => judge(goal, rounds))
  const profile = profileOf(rounds.soundmill ?? [])
  if (chosen.json) console.log(JSON.stringify({ ...chosen, rounds, profile, verdicts }, null, 2))
  else {
    console.log(
      `\n${costTable(rounds)}\n(× multiples of the bare encodes of the same round: median, least and most)`,
    )
    console.log(`\nwhere the verified job's time goes:\n${profileTable(profile, chosen.seconds)}`)
    console.log(`\n${goalTable(verdicts)}`)
  }
  return chosen.strict && verdicts.some(({ outcome }) => outcome === 'missed') ? 1 : 0
}

async function measure({ rounds, seconds }: Arguments): Promise<Rounds> {
  const dir = await mkdtemp(join(tmpdir(), 'soundmill-bench-'))
  try {
    const [ffmpeg, ffprobe] = await Promise.all([whereIs('ffmpeg'), whereIs('ffprobe')])
    if (ffmpeg === undefined || ffprobe === undefined) throw new Error('ffmpeg and ffprobe are needed')
    const lanes = availableParallelism()
    console.error(`a recording of ${seconds} s, ${lanes} encoders at once`)
    const recording = await makeRecording(dir, seconds)
    const warmUp = await makeRecording(dir, WARM_UP_SECONDS, 'warm-up.wav')
    const installed = await installFfmpegNormalize()
    const tools = { ffmpeg, ffprobe, python: installed?.python }
    const course = { dir, recording, warmUp, lanes, tools, packages: installed?.packages }
    return await runRounds(course, rounds, (line) => console.error(line))
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
