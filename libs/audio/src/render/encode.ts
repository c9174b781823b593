import { dirname } from 'node:path'
import type { Embedding } from '../embed/prepare-embedding.ts'
import type { Rendition } from '../formats.ts'
import { quietly } from '../measure/decode.ts'
import { assertNotCut } from '../tools/cut.ts'
import { assertSucceeded } from '../tools/exit.ts'
import { runFfmpeg } from '../tools/ffmpeg-command.ts'
import { guardedInput } from '../tools/guard.ts'
import { patienceFor, type Tools } from '../tools/tools.ts'
import { ENCODERS } from './encoders.ts'
import { argumentsToTell } from './making.ts'

export type EncodeTask = {
  source: string
  /** Where the encoded file goes, not yet the finished one. */
  output: string
  rendition: Rendition
  embedding: Embedding
  /** `copy`: the packets as they are, through no filter. */
  codec: string
  codecOptions: readonly string[]
  filters: readonly string[]
  expectedSeconds: number
  signal: AbortSignal
  onReached: (seconds: number) => void
}

/**
 * Makes one file, and resolves with ffmpeg's arguments as they are told. That it exists proves nothing yet.
 * The same input, plan and ffmpeg make the same bytes.
 */
export async function encode(tools: Tools, task: EncodeTask): Promise<string[]> {
  const { limits } = tools
  const { embedding } = task
  let told: string[] = []
  const exit = await runFfmpeg({
    tools,
    purpose: 'encode',
    input: `file:${task.source}`,
    inputOptions: [
      ...(['-nostdin', '-hide_banner', '-v', 'level+warning', ...quietly] as const),
      ...(await guardedInput(limits, task.source)),
    ],
    moreInputs: inputOf(embedding),
    filters: task.filters,
    codec: task.codec,
    outputOptions: [
      ...(['-map', '0:a:0', '-vn', '-sn', '-dn'] as const),
      ...NOTHING_OF_THE_STREAM,
      ...['-y', '-fflags', '+bitexact', '-flags:a', '+bitexact', ...task.codecOptions],
      ...['-t', String(limits.durationSeconds + 1), '-fs', String(limits.outputBytes)],
      ...embedding.outputOptions,
    ],
    format: ENCODERS[task.rendition.format].muxer,
    output: `file:${task.output}`,
    signal: task.signal,
    patience: patienceFor(tools, task.expectedSeconds),
    onArguments: (args) => {
      told = argumentsToTell(args)
    },
    onMoved: ({ seconds }) => task.onReached(seconds),
    readStdout: async (stdout) => void stdout.resume(),
  })
  const directories = [dirname(task.source), dirname(task.output)]
  assertSucceeded(exit, { tool: 'ffmpeg', otherwise: 'internal', directories })
  await assertNotCut(task.output, limits)
  return told
}

/** Our own file, and yet nothing is opened that it could name. */
function inputOf({ inputFile }: Embedding) {
  if (inputFile === undefined) return []
  return [
    {
      input: `file:${inputFile}`,
      options: [
        '-protocol_whitelist',
        'file',
        '-format_whitelist',
        'ffmetadata',
        '-f',
        'ffmetadata',
      ] as const,
    },
  ]
}

/**
 * None of a stranger's tags: containers take them from the stream, or from what stands for the whole file, of
 * which the embedding says where it comes from. (`-map_metadata -1` beside a second input would also silence
 * the titles of our own chapters.)
 */
const NOTHING_OF_THE_STREAM = ['-map_metadata:s', '-1'] as const
