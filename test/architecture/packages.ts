import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { filesBelow, ROOT } from './files.ts'

const Manifest = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
})

/** A workspace: where it lies, which doors it has, and whom it knows. */
export type Package = {
  name: string
  dir: string
  doors: string[]
  dependencies: string[]
  testDependencies: string[]
}

export function readPackages(): Package[] {
  const manifests = filesBelow('libs', 'services', 'test').filter((path) =>
    /^[^/]+\/[^/]+\/package\.json$/.test(path),
  )
  return manifests.map((path) => {
    const { name, exports, dependencies, devDependencies } = Manifest.parse(
      JSON.parse(readFileSync(ROOT + path, 'utf8')),
    )
    return {
      name,
      dir: dirname(path),
      doors: Object.keys(exports).map((door) => name + door.slice(1)),
      dependencies: Object.keys(dependencies),
      testDependencies: Object.keys(devDependencies),
    }
  })
}
