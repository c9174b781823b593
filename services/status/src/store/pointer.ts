import type { Place } from '@soundmill/event-log'
import { SupersededError } from './index.ts'

/** A set, the epoch of the log it is made from, and how far it got. */
export type Slot = { set: string; epoch?: string; place?: Place }

/**
 * Which set readers see and which is being built beside it. The one thing that writers in several processes
 * agree on: each step below is saved only if nobody else took one meanwhile.
 */
export type Pointer = { served?: Slot; building?: Slot }

/** Where to write, and the pointer after that: the very same one when nothing has to be begun. */
export function choose(
  pointer: Pointer,
  lost: ReadonlySet<string>,
  newName: () => string,
): { slot: Slot; pointer: Pointer } {
  for (const slot of [pointer.served, pointer.building]) {
    if (slot && !lost.has(slot.set)) return { slot, pointer }
  }
  const building = { set: newName() }
  return { slot: building, pointer: { ...pointer, building } }
}

/** The pointer once this set is served: the very same one when it is already. Throws SupersededError. */
export function promote(pointer: Pointer, set: string): Pointer {
  if (pointer.served?.set === set) return pointer
  if (pointer.building?.set !== set) throw new SupersededError(set)
  return { served: pointer.building }
}

/**
 * The pointer once a set that nobody named before is served instead of `instead` (a name; undefined: nothing). The
 * very same one while that set is ahead of it, so that no reader sees a view go back; of two logs nobody is ahead.
 * What was being built is given up: its writers go on in this one. Throws SupersededError.
 */
export function overtake(pointer: Pointer, candidate: Slot, instead: string | undefined): Pointer {
  const { served } = pointer
  if (served?.set === candidate.set) return pointer
  if (served?.set !== instead) throw new SupersededError(candidate.set)
  return isAhead(served, candidate) ? pointer : { served: candidate }
}

function isAhead(served: Slot | undefined, candidate: Slot): boolean {
  if (!served?.place || served.epoch !== candidate.epoch) return false
  return served.place.sequence > (candidate.place?.sequence ?? 0)
}

/** The set's epoch, before the first thing is written into it. Throws SupersededError when it is of another log. */
export function begin(pointer: Pointer, set: string, epoch: string): Pointer {
  return withSlot(pointer, set, (slot) => {
    if (slot.epoch !== undefined && slot.epoch !== epoch) throw new SupersededError(set)
    return slot.epoch === undefined ? { ...slot, epoch } : slot
  })
}

/** How far the set got, which never goes back. Throws SupersededError. */
export function advance(pointer: Pointer, set: string, place: Place): Pointer {
  return withSlot(begin(pointer, set, place.epoch), set, (slot) =>
    slot.place && slot.place.sequence >= place.sequence ? slot : { ...slot, place },
  )
}

function withSlot(pointer: Pointer, set: string, change: (slot: Slot) => Slot): Pointer {
  const role = pointer.served?.set === set ? 'served' : 'building'
  const slot = pointer[role]
  if (slot?.set !== set) throw new SupersededError(set)
  const changed = change(slot)
  return changed === slot ? pointer : { ...pointer, [role]: changed }
}

/** Whether what was read between two looks at the pointer can be trusted. The place may have moved on. */
export function isSameLog(before: Slot | undefined, after: Slot | undefined): boolean {
  return before?.set === after?.set && before?.epoch === after?.epoch
}
