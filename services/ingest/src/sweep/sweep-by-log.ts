import type { BlobHead } from '@soundmill/blob-store'
import { LogUnavailableError } from '@soundmill/event-log'
import type { Logger } from '@soundmill/runtime'
import type { SweepAges } from './ages.ts'
import { createDeletions } from './deletions.ts'
import { moveFooting, takeFooting } from './footing.ts'
import { judgeArtifact } from './judge-artifact.ts'
import { judgeSource } from './judge-source.ts'
import type { NamingDeps } from './naming.ts'
import type { Round } from './round.ts'
import { createSettled } from './settled.ts'
import { sweepListing, type Verdict } from './sweep-listing.ts'
import { artifactKey, sourceKey } from './swept-key.ts'

export type ByLogDeps = NamingDeps & { log: Logger; ages: SweepAges }

/**
 * The part of a pass that needs the log's word: sources, artifacts, and whatever belongs to deleted episodes.
 * Rejects with LogUnavailableError as soon as the log does not answer.
 */
export function createSweepByLog(deps: ByLogDeps) {
  const { log, ages } = deps
  const deletions = createDeletions(deps)
  const settled = createSettled()
  const known = { ...deps, settled }

  async function unlessDeleted(episode: string | undefined, judge: () => Promise<Verdict>): Promise<Verdict> {
    if (episode !== undefined && (await deletions.has(episode))) return { leftover: 'deleted_episode' }
    return judge()
  }

  /** A deletion from the future hides those behind it: a newer release, or a later pass, heeds them. */
  async function readDeletions(signal: AbortSignal): Promise<void> {
    await deletions.readOn(signal).catch((err: unknown) => {
      signal.throwIfAborted()
      if (err instanceof LogUnavailableError) throw err
      log.warn({ err }, 'a deletion in the log cannot be read, so later ones are not heeded')
    })
  }

  return async function sweepByLog({ now, ...round }: Round): Promise<void> {
    const { sourcesSince: since, artifactsSince } = await takeFooting(deps, now)
    await readDeletions(round.signal)
    const until = earlier(now, ages.sourceMs)
    const source = (head: BlobHead) =>
      unlessDeleted(sourceKey(head.key)?.episode, () => judgeSource(known, head, { since, until }))
    const artifact = (head: BlobHead) =>
      unlessDeleted(artifactKey(head.key)?.episode, () => judgeArtifact(known, head, artifactsSince))

    const openSource = await sweepListing(deps, { prefix: 'source/', judge: source, ...round })
    const openArtifact = await sweepListing(deps, { prefix: 'artifacts/', judge: artifact, ...round })
    settled.passed()
    // A store may date a blob by the beginning of its put, and it is listed only since the end.
    const listed = earlier(now, ages.putMs)
    await moveFooting(deps, {
      sourcesSince: oldest(now, until, openSource),
      artifactsSince: oldest(now, listed, openArtifact),
    })
  }
}

const earlier = (time: Date, ms: number) => new Date(time.getTime() - ms)

/** `open` is undefined when nothing is. Never later than now: nobody knows what comes. */
const oldest = (now: Date, settled: Date, open = now) =>
  new Date(Math.min(now.getTime(), settled.getTime(), open.getTime()))
