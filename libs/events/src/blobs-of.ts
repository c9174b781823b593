import type { Submitted } from './episode-event.ts'

/**
 * The keys of everything a `submitted` stands on: its recordings in order, its cover, its spec where that is not in
 * the event. While the event stands, these stay; when it never stood, these may go. One that another event names,
 * too, stays with that.
 */
export function blobsOf({ data: { sources, cover, spec } }: Submitted): string[] {
  const beside = [...(cover ? [cover.blob] : []), ...('blob' in spec ? [spec.blob] : [])]
  return [...sources.map(({ blob }) => blob), ...beside]
}
