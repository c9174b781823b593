/** Something to wait for that may have happened just before one begins to wait. */
export function createBell() {
  let hasRung = false
  let wake: () => void = () => {}
  return {
    ring(): void {
      hasRung = true
      wake()
    },
    /** Resolves when it has rung since the last time, or after `ms`; to whether it rang. */
    async rung(ms: number): Promise<boolean> {
      if (!hasRung) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, ms)
        })
        clearTimeout(timer)
      }
      const rang = hasRung
      hasRung = false
      return rang
    },
  }
}
