import { type Copies, createCopies } from './copies.ts'
import { partBytes } from './part-bytes.ts'
import { createTurns, type Turns, type TurnsOptions } from './turns.ts'

/** Twelve parts that are gathered and eight copies: enough to keep a store busy, and half of a container of 512 MiB. */
export const MEMORY_BYTES = 256 * 1024 * 1024

/** One part under way while another fills: with fewer, a put that gathers would stand still while it sends. */
const LEAST_TURNS = 2

/** What all puts of a process share. */
export type Budget = { copies: Copies; turns: Turns }

/**
 * A quarter for copies, which are a convenience, and three eighths for parts that are gathered, which cannot do
 * without: neither may starve the other. The rest is for what each put keeps besides, and for what the garbage
 * collector has not seen yet (some 40 MB when a store takes 200 MB/s). However little memory there is, two parts
 * may be gathered.
 */
export function createBudget(memoryBytes: number, options?: TurnsOptions): Budget {
  return {
    copies: createCopies(Math.floor(memoryBytes / 4)),
    turns: createTurns(Math.max(Math.floor((memoryBytes * 3) / 8), LEAST_TURNS * partBytes(1)), options),
  }
}
