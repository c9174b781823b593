import type { Output } from './output.ts'
import { duration } from './terminal/numbers.ts'

/** Says that something is tried again, and when. */
export function onPause({ note }: Pick<Output, 'note'>): (error: Error, pauseMs: number) => void {
  return (error, pauseMs) =>
    note(`${error.message}; again in ${duration(pauseMs / 1000)}, which makes nothing twice`)
}
