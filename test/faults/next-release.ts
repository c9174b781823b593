import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The code of another release, in a directory of its own. */
export type Release = {
  mainOf(service: string): string
  /** The main file of its `rebuild-view`. */
  rebuildMain: string
}

/** In a file, what stands there now and what stands there then; it has to be there exactly once. */
type Change = { file: string; from: string; to: string }

/**
 * What a release of ours may change without a new version of any event: every fact carries one more member, which
 * this release does not know, and the views hold something else.
 */
const CHANGES: Change[] = [
  {
    file: 'libs/events/src/facts.ts',
    from: 'const Run = { ',
    to: 'const Run = { release: z.string().optional(), ',
  },
  {
    file: 'libs/events/src/facts.ts',
    from: '  principal: Principal,\n  /** The job that is tried again',
    to: '  principal: Principal,\n  release: z.string().optional(),\n  /** The job that is tried again',
  },
  {
    file: 'services/processor/src/standing.ts',
    from: 'runId: randomId() }',
    to: "runId: randomId(), release: 'next' }",
  },
  {
    file: 'services/ingest/src/submit/submission.ts',
    from: 'data: { ...stored, ',
    to: "data: { ...stored, release: 'next', ",
  },
  {
    file: 'services/status/src/views/version.ts',
    from: 'PROJECTION_VERSION = ',
    to: 'PROJECTION_VERSION = 1 + ',
  },
]

/**
 * Writes the next release into a directory: this one, changed. It runs as this one does, from source and with the
 * same dependencies. Rejects when this code has changed so that a change finds no place.
 */
export async function writeNextRelease(dir: string): Promise<Release> {
  for (const part of ['libs', 'services', 'package.json', 'tsconfig.json'])
    await cp(join(ROOT, part), join(dir, part), { recursive: true })
  await linkDependencies(dir)
  for (const change of CHANGES) await apply(dir, change)
  return {
    mainOf: (service) => join(dir, `services/${service}/src/main.ts`),
    rebuildMain: join(dir, 'services/status/src/rebuild/main.ts'),
  }
}

/** Those of others where they are, ours where the copies are: the links of a workspace are relative. */
async function linkDependencies(dir: string): Promise<void> {
  const modules = join(ROOT, 'node_modules')
  await mkdir(join(dir, 'node_modules'))
  for (const name of await readdir(modules)) {
    const target = join(dir, 'node_modules', name)
    if (name === '@soundmill')
      await cp(join(modules, name), target, { recursive: true, verbatimSymlinks: true })
    else await symlink(join(modules, name), target)
  }
}

async function apply(dir: string, { file, from, to }: Change): Promise<void> {
  const path = join(dir, file)
  const parts = (await readFile(path, 'utf8')).split(from)
  if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(from)} ${parts.length - 1} times`)
  await writeFile(path, parts.join(to))
}
