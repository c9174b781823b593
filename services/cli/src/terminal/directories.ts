import { basename, join, relative } from 'node:path'

/** A directory for each file, in their order, named after it; files of one name get `name-2`, `name-3`… */
export function directoriesFor(paths: string[], parent: string): string[] {
  const taken = new Set<string>()
  return paths.map((path) => {
    const name = basename(path)
    let directory = name
    for (let n = 2; taken.has(directory); n += 1) directory = `${name}-${n}`
    taken.add(directory)
    return join(parent, directory)
  })
}

/** A path as a person would write it: from here when it is below, in full otherwise. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path) || '.'
  return fromHere.startsWith('..') ? path : fromHere
}
