import { join } from 'node:path'
import type { Arguments } from './arguments.ts'
import { writeBody } from './body.ts'
import type { Contender } from './contender.ts'

export type WorkloadName = 'one' | 'many' | 'crowd'

/** So many uploads of the same file, all at once. */
export type Workload = {
  name: WorkloadName
  uploads: number
  body: { path: string; bytes: number }
  contenders: readonly Contender[]
}

const MIB = 1024 ** 2

/** Writes what will be uploaded. A workload of nothing is left out. */
export async function makeWorkloads(
  chosen: Arguments,
  contenders: readonly Contender[],
  dir: string,
): Promise<Workload[]> {
  const { mebibytes, many, manyMebibytes, crowd, crowdMebibytes } = chosen
  // It is there to show how memory grows; the others are known to grow.
  const ours = contenders.filter((name) => name === 'soundmill')
  const wanted = [
    { name: 'one' as const, uploads: mebibytes > 0 ? 1 : 0, size: mebibytes, contenders },
    { name: 'many' as const, uploads: many, size: manyMebibytes, contenders },
    { name: 'crowd' as const, uploads: crowd, size: crowdMebibytes, contenders: ours },
  ]
  const workloads: Workload[] = []
  for (const { size, ...workload } of wanted) {
    if (workload.uploads === 0 || workload.contenders.length === 0) continue
    const body = await writeBody(join(dir, `${workload.name}.wav`), size * MIB)
    workloads.push({ ...workload, body })
  }
  return workloads
}
