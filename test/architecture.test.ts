import { describe, expect, it } from 'vitest'
import { BUDGET, fileLines, overlongFiles, overlongFunctions } from './architecture/budgets.ts'
import { readPackages } from './architecture/packages.ts'
import { RULES } from './architecture/rules.ts'
import { parseSource, readSources } from './architecture/source-file.ts'

const sources = readSources()
const packages = readPackages()

describe('the dependency rule', () => {
  it.each(RULES)('$says', ({ broken }) => {
    const violations = sources.flatMap((file) =>
      broken(file, packages).map((what) => `${file.path}: ${what}`),
    )
    expect(violations).toEqual([])
  })
})

describe('the size budgets', () => {
  it(`no file is longer than ${BUDGET.fileMax} lines`, () => expect(overlongFiles(sources)).toEqual([]))
  it(`no function is longer than ${BUDGET.functionMax} lines`, () =>
    expect(overlongFunctions(sources)).toEqual([]))
  it('files are short, and the tail of them too', () => {
    expect(fileLines(sources, 0.5)).toBeLessThanOrEqual(BUDGET.fileMedian)
    expect(fileLines(sources, 0.95)).toBeLessThanOrEqual(BUDGET.fileP95)
  })
})

/** A check that cannot fail is none: each rule is shown a file that breaks it. */
const planted: Record<string, [path: string, text: string]> = {
  'events import nothing of ours and do no I/O': ['libs/events/src/x.ts', "import 'node:fs'"],
  'audio knows files, and nothing of this system': ['libs/audio/src/x.ts', "import '@soundmill/events'"],
  'libs never import services': ['libs/runtime/src/x.ts', "export * from '@soundmill/ingest'"],
  'services meet only in all-in-one': ['services/ingest/src/x.ts', "import { y } from '@soundmill/status'"],
  'only mains and tests choose an adapter': [
    'services/ingest/src/x.ts',
    "await import('@soundmill/blob-store/s3')",
  ],
  'a client library is known to one adapter': ['services/ingest/src/x.ts', "import 'nats'"],
  'fluent-ffmpeg runs in one file': ['libs/audio/src/x.ts', "import ffmpeg from 'fluent-ffmpeg'"],
  'only runtime reads the environment and ends the process': ['libs/audio/src/x.ts', 'process.exit(1)'],
  'a package is entered through its doors': ['libs/events/src/x.ts', "import '../../runtime/src/log.ts'"],
  'a package declares whom it knows': ['libs/blob-store/src/x.ts', "import '@soundmill/events'"],
  'the compiler is not silenced, and nothing is left for later': [
    'libs/events/src/x.ts',
    'const x = y as string',
  ],
}

describe('the check itself', () => {
  it.each(RULES)('notices a planted violation of: $says', ({ says, broken }) => {
    const [path, text] = planted[says] ?? ['', '']
    expect(broken(parseSource(path, text), packages)).not.toEqual([])
  })

  it('notices a file and a function that are too long', () => {
    const long = parseSource('libs/events/src/x.ts', `function f() {\n${'x()\n'.repeat(BUDGET.fileMax)}}`)
    expect(overlongFiles([long])).toHaveLength(1)
    expect(overlongFunctions([long])).toHaveLength(1)
  })

  it('counts a factory by its methods', () => {
    const method = `m() {\n${'x()\n'.repeat(25)}},`
    const factory = parseSource(
      'libs/events/src/x.ts',
      `const create = () => {\nreturn {\n${method}\n${method}\n}\n}`,
    )
    expect(overlongFunctions([factory])).toEqual([])
  })
})
