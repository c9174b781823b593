import { isJobEvent } from '@soundmill/events'
import type { CheckedWorld } from './checked-world.ts'
import { type JobStory, newStory, tell } from './job-story.ts'
import { timelineOf } from './timelines.ts'

/** What only a log that has lost its end tells: a run goes on whose beginning, and that of its job, is gone. */
const OF_A_LOST_RUN = /nobody started|its run has not rendered|before its submitted/

/**
 * I7: the facts of every job, in the order of the log, are legal in its state machine; where there is a status, its
 * timelines have each of them, in this order, and mark those that came late, and no others.
 */
export async function checkLegality(world: CheckedWorld, logLost = false): Promise<string[]> {
  const stories = new Map<string, JobStory>()
  const marks = new Map<string, string[]>()
  const deleted = new Set<string>()
  const violations: string[] = []
  for (const { event } of await world.behind.history()) {
    if (!isJobEvent(event)) {
      deleted.add(event.episode)
      continue
    }
    const story = stories.get(event.job) ?? newStory()
    const { wrong, isLate } = tell(story, event)
    stories.set(event.job, story)
    const held = wrong.filter((what) => !logLost || !OF_A_LOST_RUN.test(what))
    violations.push(...held.map((what) => `I7: ${event.fact} of job ${event.job} ${what}`))
    marks.set(event.episode, [...(marks.get(event.episode) ?? []), markOf(event, isLate)])
  }
  for (const episode of deleted) marks.delete(episode)
  return [...violations, ...(world.isSeen ? await checkMarks(world, marks) : [])]
}

/** What is left of an episode that was deleted tells nothing of its past. */
async function checkMarks(world: CheckedWorld, marks: Map<string, string[]>): Promise<string[]> {
  const violations: string[] = []
  for (const [episode, expected] of marks) {
    const shown = await timelineOf(world, episode)
    const told = shown.map((entry) => markOf(entry, entry.late))
    if (told.join() !== expected.join())
      violations.push(`I7: the timeline of ${episode} is ${told.join()} where the log has ${expected.join()}`)
  }
  return violations
}

const markOf = ({ fact, job }: { fact: string; job?: string | undefined }, isLate: boolean) =>
  `${job?.slice(-6)} ${fact}${isLate ? ' (late)' : ''}`
