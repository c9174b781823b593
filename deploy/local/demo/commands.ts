import type { Outcome } from './outcome.ts'

/** Where the system and its log are. */
export type Addresses = { url: string; natsUrl: string }

/** Commands to try on what is still running, as they can be pasted into a shell. */
export function commandsFor({ url, natsUrl }: Addresses, results: Outcome[], sample: string): string[] {
  const all = [
    `curl -s '${url}/v1/episodes'`,
    `curl -s --data-binary @${quoted(sample)} -H 'content-type: audio/flac' '${url}/v1/episodes?filename=again.flac'`,
    `node docs/examples/subscribe.mjs ${natsUrl}`,
  ]
  const last = results.findLast((result) => result.outcome !== 'refused')
  if (!last) return all
  const episode = `${url}/v1/episodes/${last.episode}`
  const first = last.outcome === 'succeeded' ? last.artifacts[0] : undefined
  return [
    ...all,
    `npx soundmill --url ${url} show ${last.episode}`,
    `curl -s '${episode}'`,
    `curl -s '${episode}/timeline'`,
    `curl -sN '${episode}/events?until=finished'`,
    ...(first
      ? [`curl -s -r 0-1023 -o demo-output/first-kibibyte '${episode}/artifacts/${first.name}'`]
      : []),
    `curl -s -X POST '${episode}/jobs/${last.job}/cancel'    # too late: 409, with its outcome`,
  ]
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
