/** How far a step of the work is. */
export type Progress = {
  step: string
  percent: number
  etaSeconds?: number | undefined
  realtimeFactor?: number | undefined
  /** Said in place of a share, where there is nothing to measure: `position 3, begins in about 2:10`. */
  note?: string | undefined
}
