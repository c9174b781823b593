/** As much of a log as we write to. */
export type Log = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}
