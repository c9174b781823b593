/** A job that ended without success. */
export type Unsuccessful = {
  episode: string
  job?: string | undefined
  outcome?: string | undefined
  code?: string | undefined
}

/** What to do, and the command that does it. */
export type Advice = readonly [what: string, command: string]

/** The recording itself is to blame: the same bytes end the same. */
const BROKEN = [
  'not_audio',
  'no_audio_stream',
  'unsupported_codec',
  'unsupported_container',
  'drm_protected',
  'corrupt_input',
  'truncated_input',
  'empty_input',
  'tool_crashed',
]

/** Those that the API calls dead letters. */
const DEAD = ['gave_up', 'unreadable_event']

/** What the limits of `limit_exceeded:*` are of. */
const LIMITS: Record<string, string> = {
  sample_rate: 'the sample rate',
  channels: 'the number of channels',
  streams: 'the number of streams',
  duration: 'the length',
  output_bytes: 'the size of a file that is made',
  memory: 'the memory of a tool',
}

/** What helps after an end like this, the best first; a code that nobody here knows is worth another try. */
export function adviceFor({ episode, job, outcome, code = '' }: Unsuccessful): Advice[] {
  const otherwise: Advice = ['or ask otherwise:', `reprocess ${episode} --preset NAME --wait`]
  if (outcome === 'canceled') return [['send it through again:', `retry ${episode} --wait`], otherwise]
  if (BROKEN.includes(code))
    return [['trying again ends the same; submit a mended file:', 'submit FILE --wait']]
  const [, limit] = /^limit_exceeded:(.+)$/.exec(code) ?? []
  if (limit !== undefined) {
    const what = LIMITS[limit] ?? limit
    return [[`over the limit of ${what}; submit a file within it:`, 'submit FILE --wait'], otherwise]
  }
  if (DEAD.includes(code))
    return [['send the dead letter through again:', `dead requeue ${job ?? 'JOB'} --wait`]]
  return [['send it through again:', `retry ${episode} --wait`], otherwise]
}

/** A line for each, the commands below each other. */
export function adviceLines(advice: readonly Advice[], typed: (command: string) => string): string[] {
  const width = Math.max(0, ...advice.map(([what]) => what.length))
  return advice.map(([what, command]) => `${what.padEnd(width)}  ${typed(command)}`)
}

/** `only 0.2 of 11.0 s can be decoded (truncated_input)`; a code that says the outcome again is left out. */
export function whyText({
  outcome,
  code,
  reason,
}: {
  outcome?: string
  code?: string
  reason?: string
}): string {
  const why = reason ?? 'no reason was given'
  return code === undefined || code === outcome ? why : `${why} (${code})`
}
