import type { SseCost } from './sse.ts'

const MIB = 1024 ** 2

/** What many clients cost, for people. */
export function sseText({
  clients,
  factsPerSecond,
  frames,
  cpuMicrosecondsPerFrame,
  residentBytes,
  ...delays
}: SseCost): string {
  const { before, connected, most } = residentBytes
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(0)} MiB`
  const each = (connected - before) / clients / 1024
  return (
    `${clients} clients of /v1/events at ${factsPerSecond.toFixed(0)} facts/s (${frames} frames): from the ` +
    `acknowledgement to the frame p50 ${ms(delays.p50Ms)}, p99 ${ms(delays.p99Ms)}, most ${ms(delays.mostMs)}; ` +
    `${cpuMicrosecondsPerFrame.toFixed(0)} µs of CPU for each frame; ` +
    `resident ${mib(before)} before, ${mib(connected)} with all connected (${each.toFixed(0)} KiB each), ${mib(most)} at work`
  )
}
