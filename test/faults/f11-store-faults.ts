import type { HttpFault, HttpFaultProxy, IsOne } from '@soundmill/test-support'
import { isComplete, isOutboxPut, isPart, isStart } from './lines.ts'

/** Something that goes wrong between a service and its store, and how it goes away again. */
export type StoreFault = {
  name: string
  /** The end of it is what is called when the client has its answer. */
  begin(line: HttpFaultProxy): () => void
  /** Whether the service gets over it by itself: then the first answer is a 2xx. */
  passes: boolean
  /** Whether it leaves something in the store though the answer was a 2xx: the store did it, and we never heard. */
  leaves?: boolean
}

/** As many as a service tries each operation (`persist`): it is still there when the last try fails. */
const FOR_EVER = Infinity
/** Fewer than that. */
const FOR_A_WHILE = 3

const fault = (isOne: IsOne, how: HttpFault, times: number) => (line: HttpFaultProxy) =>
  line.fault(isOne, how, { times }).lift

const everything: IsOne = () => true
const refuse: HttpFault = { kind: 'refuse' }
const lose: HttpFault = { kind: 'lose' }
/** In the middle of the first part of 8 MiB. */
const reset: HttpFault = { kind: 'reset', afterBytes: 3 * 1024 ** 2 }

/** What ingest must survive (F11): a 2xx that is kept, or a clear 503. */
export const STORE_FAULTS: readonly StoreFault[] = [
  { name: 'is down', begin: cut, passes: false },
  { name: 'goes down before the first part', begin: cutBefore(isPart), passes: false },
  { name: 'goes down before the parts become one', begin: cutBefore(isComplete), passes: false },
  { name: 'goes down when the parts are one', begin: cutAfter(isComplete), passes: false },
  { name: 'goes down before the outbox entry', begin: cutBefore(isOutboxPut), passes: false },
  { name: 'goes down when the outbox entry stands', begin: cutAfter(isOutboxPut), passes: false },
  { name: 'is slow', begin: fault(everything, { kind: 'slow', delayMs: 10 }, FOR_EVER), passes: true },
  { name: 'resets a part in the middle, twice', begin: fault(isPart, reset, 2), passes: true },
  { name: 'resets every part in the middle', begin: fault(isPart, reset, FOR_EVER), passes: false },
  { name: 'says SlowDown for a while', begin: fault(everything, refuse, FOR_A_WHILE), passes: true },
  { name: 'says SlowDown to parts for a while', begin: fault(isPart, refuse, FOR_A_WHILE), passes: true },
  { name: 'says SlowDown and nothing else', begin: fault(everything, refuse, FOR_EVER), passes: false },
  { name: 'says SlowDown to every outbox entry', begin: fault(isOutboxPut, refuse, FOR_EVER), passes: false },
  {
    name: 'loses the answer to the begin of an upload',
    begin: fault(isStart, lose, 1),
    passes: true,
    leaves: true,
  },
  { name: 'loses the answer to a part', begin: fault(isPart, lose, 1), passes: true },
  { name: 'loses the answer to Complete', begin: fault(isComplete, lose, 1), passes: true },
  { name: 'loses the answer to the outbox entry', begin: fault(isOutboxPut, lose, 1), passes: true },
  { name: 'loses every answer to the outbox entry', begin: fault(isOutboxPut, lose, FOR_EVER), passes: true },
  { name: 'loses every answer about the outbox', begin: fault(isOfOutbox, lose, FOR_EVER), passes: false },
]

function cut(line: HttpFaultProxy) {
  line.cut()
  return line.mend
}

/** The store does not hear of it. */
function cutBefore(isOne: IsOne) {
  return (line: HttpFaultProxy) => {
    const { caught, lift } = line.fault(isOne, { kind: 'hold' })
    void caught.then(line.cut)
    return () => {
      lift()
      line.mend()
    }
  }
}

/** The store has done it, and nobody hears of that. */
function cutAfter(isOne: IsOne) {
  return (line: HttpFaultProxy) => {
    void line.fault(isOne, lose, { times: 1 }).answered.then(line.cut)
    return line.mend
  }
}

function isOfOutbox({ path, query }: Parameters<IsOne>[0]): boolean {
  return path.includes('/outbox/') || query.get('prefix')?.startsWith('outbox/') === true
}
