import { posix } from 'node:path'
import type { Package } from './packages.ts'
import type { SourceFile } from './source-file.ts'

/** A rule of docs/architecture.md: names what breaks it in a file, or nothing. */
export type Rule = { says: string; broken(file: SourceFile, packages: Package[]): string[] }

const OURS = '@soundmill/'
const ADAPTERS = [
  'blob-store/fs',
  'blob-store/s3',
  'event-log/jetstream',
  'event-log/nats-server',
  'event-log/topology',
  'event-log/erase',
  'status/store/memory',
  'status/store/mongo',
].map((door) => OURS + door)

/** A client library is known to the adapter that it is for, and to nobody else. */
const CLIENTS: Record<string, RegExp> = {
  nats: /^libs\/event-log\/src\//,
  minio: /^libs\/blob-store\/src\/s3\//,
  mongodb: /^services\/status\/src\/store\/mongo/,
  'fluent-ffmpeg': /^libs\/audio\/src\//,
  '@opentelemetry/core': /^libs\/runtime\/src\/tracing\//,
  '@opentelemetry/exporter-trace-otlp-proto': /^libs\/runtime\/src\/tracing\//,
  '@opentelemetry/resources': /^libs\/runtime\/src\/tracing\//,
  '@opentelemetry/sdk-trace-node': /^libs\/runtime\/src\/tracing\//,
}

const packageDir = (path: string): string => path.split('/').slice(0, 2).join('/')
const isMain = ({ path }: SourceFile) => path.endsWith('/main.ts')
/** Contracts are suites, and `testing` and `fixture` folders serve them. */
export const isTest = ({ path }: SourceFile) =>
  /\.test\.ts$|\/(contract|testing|fixture)(\/|\.ts$)/.test(path)
const isService = (specifier: string, packages: Package[]) =>
  packages.some(
    ({ name, dir }) =>
      dir.startsWith('services/') && (specifier === name || specifier.startsWith(`${name}/`)),
  )

/** What a relative import means, from the root; an import by name is left as it is. */
const resolved = ({ path }: SourceFile, specifier: string) =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier

const ownerOf = (specifier: string) => specifier.split('/').slice(0, 2).join('/')

export const RULES: Rule[] = [
  {
    says: 'events import nothing of ours and do no I/O',
    broken: (file) =>
      file.path.startsWith('libs/events/') && !isTest(file)
        ? file.imports.filter((i) => i.startsWith(OURS) || (i.startsWith('node:') && i !== 'node:crypto'))
        : [],
  },
  {
    says: 'audio knows files, and nothing of this system',
    broken: (file) =>
      file.path.startsWith('libs/audio/') && !isTest(file)
        ? file.imports.filter((i) => i.startsWith(OURS))
        : [],
  },
  {
    says: 'libs never import services',
    broken: (file, packages) =>
      file.path.startsWith('libs/') ? file.imports.filter((i) => isService(i, packages)) : [],
  },
  {
    says: 'services meet only in all-in-one',
    broken: (file, packages) =>
      file.path.startsWith('services/') && !file.path.startsWith('services/all-in-one/')
        ? file.imports.filter((i) => isService(i, packages))
        : [],
  },
  {
    says: 'only mains and tests choose an adapter',
    broken: (file) => (isMain(file) || isTest(file) ? [] : file.imports.filter((i) => ADAPTERS.includes(i))),
  },
  {
    says: 'a client library is known to one adapter',
    broken: (file) => (isTest(file) ? [] : file.imports.filter((i) => CLIENTS[i]?.test(file.path) === false)),
  },
  {
    says: 'fluent-ffmpeg runs in one file',
    broken: (file) =>
      file.imports.includes('fluent-ffmpeg') && file.path !== 'libs/audio/src/tools/ffmpeg-command.ts'
        ? ['fluent-ffmpeg']
        : [],
  },
  {
    says: 'only runtime reads the environment and ends the process',
    broken: (file) =>
      file.path.startsWith('libs/runtime/') || isTest(file)
        ? []
        : // `process.exit.code` is what OpenTelemetry calls the exit code of a child.
          (file.text.match(/\bprocess\.(env\b|exit\b(?!\.code))/g) ?? []),
  },
  {
    says: 'a package is entered through its doors',
    broken: (file, packages) => {
      const doors = packages.flatMap((p) => p.doors)
      const leaves = (i: string) =>
        i.startsWith('.') && !resolved(file, i).startsWith(`${packageDir(file.path)}/`)
      return file.imports.filter((i) => leaves(i) || (i.startsWith(OURS) && !doors.includes(i)))
    },
  },
  {
    says: 'a package declares whom it knows',
    broken: (file, packages) => {
      const own = packages.find(({ dir }) => dir === packageDir(file.path))
      const known = [
        own?.name,
        ...(own?.dependencies ?? []),
        ...(isTest(file) ? (own?.testDependencies ?? []) : []),
      ]
      return file.imports.filter((i) => i.startsWith(OURS) && !known.includes(ownerOf(i)))
    },
  },
  {
    says: 'the compiler is not silenced, and nothing is left for later',
    broken: (file) => [
      ...(isTest(file) ? [] : file.casts),
      ...(file.text.match(/@ts-(ignore|expect-error|nocheck)|\b(TODO|FIXME|XXX)\b|\.(skip|only)\(/g) ?? []),
    ],
  },
]
