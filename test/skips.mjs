/** Files whose tests need servers outside of the process: `*.integration.test.ts`, the journeys, the faults and what must be measured alone. */
const NEEDS_SERVERS = /\.integration\.test\.ts$|^test\/(journey|faults|quiet)\//

const CURE =
  'Start Docker, or set SOUNDMILL_TEST_NATS_URL, SOUNDMILL_TEST_S3_URL and SOUNDMILL_TEST_MONGO_URL.'

/**
 * Lines that tell which tests were skipped, and why: by what the test said itself, else by what its file
 * needs. `byName`: the caller asked for some tests only, and the others are no loss.
 */
export function explainSkips(skipped, byName) {
  const groups = new Map()
  let wantServers = 0
  for (const { file, why } of skipped) {
    const lacksServer = !why && !byName && NEEDS_SERVERS.test(file)
    if (lacksServer) wantServers += 1
    const reason =
      why || (byName && 'not asked for') || (lacksServer ? 'a server is not here' : 'marked as skipped')
    const group = `${file}: ${reason}`
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  const lines = [...groups].map(([group, count]) => `  ${String(count).padStart(4)} in ${group}`)
  if (wantServers === 0) return ['', 'Skipped:', ...lines, '']
  const loud = `!!! ${wantServers} tests were NOT RUN, because the servers they need are not here. ${CURE}`
  return ['', 'Skipped:', ...lines, '', loud, '']
}
