import { readFile } from 'node:fs/promises'
import { highWater } from '../shared/high-water.ts'

/** Between two looks. A process keeps its own high-water mark, so that only its last moments are missed. */
const LOOK_EVERY_MS = 100

/**
 * Watches the processes below one until stopped; then tells the most memory that any of them had, in bytes.
 * Needs Linux; elsewhere undefined.
 */
export function watchMemory(pid: number): () => number | undefined {
  let peak: number | undefined
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    for (const child of await below(pid)) peak = max(peak, await highWater(child))
    looking = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return () => {
    clearInterval(timer)
    return peak
  }
}

async function below(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const children = text.split(' ').filter(Boolean).map(Number)
  const further = await Promise.all(children.map(below))
  return [...children, ...further.flat()]
}

const max = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
