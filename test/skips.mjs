/** Files whose tests need a cluster, by name. */
const NEEDS_CLUSTER = /^test\/cluster\//

/** Files whose tests need servers outside of the process: `*.integration.test.ts`, the journeys, the faults and what must be measured alone. */
const NEEDS_SERVERS = /\.integration\.test\.ts$|^test\/(journey|faults|privileges|monitoring|image|quiet)\//

const CURES = {
  server: 'Start Docker, or set SOUNDMILL_TEST_NATS_URL, SOUNDMILL_TEST_S3_URL and SOUNDMILL_TEST_MONGO_URL.',
  cluster: 'Set SOUNDMILL_TEST_KUBECONFIG to the kubeconfig of one that is for tests.',
}

/**
 * Lines that tell which tests were skipped, and why: by what the test said itself, else by what its file
 * needs. `byName`: the caller asked for some tests only, and the others are no loss.
 */
export function explainSkips(skipped, byName) {
  const groups = new Map()
  const wanted = { server: 0, cluster: 0 }
  for (const { file, why } of skipped) {
    const lacks = !why && !byName && lackOf(file)
    if (lacks) wanted[lacks] += 1
    const reason =
      why || (byName && 'not asked for') || (lacks ? `a ${lacks} is not here` : 'marked as skipped')
    const group = `${file}: ${reason}`
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  const lines = [...groups].map(([group, count]) => `  ${String(count).padStart(4)} in ${group}`)
  const loud = Object.entries(wanted).flatMap(([what, count]) =>
    count > 0
      ? [`!!! ${count} tests were NOT RUN, because the ${what} they need is not here. ${CURES[what]}`]
      : [],
  )
  return ['', 'Skipped:', ...lines, '', ...loud.flatMap((line) => [line, ''])]
}

function lackOf(file) {
  if (NEEDS_CLUSTER.test(file)) return 'cluster'
  return NEEDS_SERVERS.test(file) ? 'server' : undefined
}
