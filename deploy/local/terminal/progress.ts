/** How far a step of the work is. */
export type Progress = {
  step: string
  percent: number
  etaSeconds?: number | undefined
  realtimeFactor?: number | undefined
}
