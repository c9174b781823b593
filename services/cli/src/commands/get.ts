import { join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { type Artifact, Episode } from '../api/answers.ts'
import { LocalError } from '../api/errors.ts'
import type { Context } from '../context.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { findEpisode } from '../find-episode.ts'
import type { Does } from '../program.ts'
import { onPause } from '../saying.ts'
import { shortPath } from '../terminal/directories.ts'
import { size } from '../terminal/numbers.ts'
import { table } from '../terminal/table.ts'
import { type Fetched, fetchArtifact } from '../transfer/download.ts'

const Asked = z.object({ args: z.tuple([z.string()], z.string()), out: z.string().optional() })

/** `soundmill get ID [NAME…]`: the published files, verified. */
export function addGet(program: Command, does: Does): void {
  program
    .command('get')
    .description('download the files of an episode, and verify size and SHA-256 of each')
    .argument('<id>')
    .argument('[name...]', 'only these')
    .option('--out <directory>', 'where to; by default a directory named after the episode')
    .action(does(Asked, get))
}

async function get(context: Context, { args: [typed, ...names], out: directory }: z.infer<typeof Asked>) {
  const { api, out, signal, here } = context
  const { id } = await findEpisode(context, typed)
  const episode = (await api.ask(`/v1/episodes/${id}`, Episode, { signal })).value
  if (!episode.published) return nothingToGet(context, episode)
  const artifacts = chosen(episode.published.artifacts, names)
  const into = here(directory ?? directoryName(episode))
  const fetched: (Fetched & Artifact)[] = []
  for (const artifact of artifacts)
    fetched.push({ ...artifact, ...(await fetchOne(context, id, artifact, into)) })
  out.document({
    episode: id,
    directory: into,
    files: fetched.map(({ measurements: _, ...file }) => ({ ...file, verified: file.wrong === undefined })),
  })
  const rows = fetched.map(({ name, bytes, sha256, path, wrong, wasThere }) => [
    name,
    size(bytes),
    `${sha256.slice(0, 12)}…`,
    wrong === undefined ? shortPath(path) + (wasThere ? ' (was there)' : '') : `WRONG: ${wrong}`,
  ])
  out.print(table([['artifact', 'size', 'SHA-256', ''], ...rows], [1]))
  return fetched.some(({ wrong }) => wrong !== undefined) ? EXIT.refused : EXIT.ok
}

async function fetchOne({ api, out, signal }: Context, id: string, artifact: Artifact, into: string) {
  try {
    const options = { signal, onProgress: out.screen.progress, onPause: onPause(out) }
    return await fetchArtifact(api, id, artifact, into, options)
  } finally {
    out.screen.idle()
  }
}

function nothingToGet({ out, typed }: Context, { id, state, latest }: Episode) {
  const outcome = latest?.outcome
  const why =
    outcome === undefined ? `it is ${state}` : `its job ${outcome}: ${latest?.reason ?? latest?.code ?? ''}`
  const detail = `nothing is published yet: ${why}; see ${typed(`show ${id}`)}`
  out.problem(detail, {
    type: 'about:blank',
    title: 'Nothing is published yet',
    code: 'not_published',
    detail,
  })
  return outcome === undefined ? EXIT.refused : exitCodeOf(outcome)
}

function chosen(artifacts: readonly Artifact[], names: readonly string[]): readonly Artifact[] {
  if (names.length === 0) return artifacts
  return names.map((name) => {
    const found = artifacts.find((artifact) => artifact.name === name)
    if (found) return found
    const there = artifacts.map((artifact) => artifact.name).join(', ')
    throw new LocalError('not_found', `there is no such artifact; there are: ${there}`)
  })
}

/** After the title, as far as it makes a name: one directory below this one, and not a hidden one. */
function directoryName({ id, title }: Episode): string {
  const name = (title ?? '')
    .replace(/[^\p{L}\p{N}._ ()-]+/gu, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
    .slice(0, 80)
  return join('.', name || id)
}
