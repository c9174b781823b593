import type { Delivery } from './delivery.ts'
import { type Markup, markup } from './markup.ts'
import { chapters, findings, making, section, silences } from './page-details.ts'
import { loudnessOverTime } from './page-loudness.ts'
import { STYLE } from './page-style.ts'
import { summary } from './page-summary.ts'
import { measurements, verdicts } from './page-tables.ts'
import { plotWaveform } from './plot-waveform.ts'
import type { Report } from './report.ts'
import type { Columns } from './waveform-columns.ts'

/**
 * `report.html`: what happened to an episode, for people. It loads nothing and runs nothing, so that it can be
 * served under `default-src 'none'; sandbox`. That forbids its style sheet too: the page is complete without it,
 * and nicer with it, as when it is opened from a disk.
 */
export function reportPage(delivery: Delivery, report: Report, waveform: Columns | undefined): string {
  const title = delivery.metadata.tags.title ?? 'An episode without a title'
  const { decodedDurationSeconds } = delivery.inspected
  const drawn = waveform && plotWaveform(waveform, decodedDurationSeconds, report.chapters)
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Delivery report: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p>Delivery report</p>
<h1><bdi>${title}</bdi></h1>
${byline(delivery)}</header>
<main>
${section('In short', summary(delivery, report))}
${section('Where it can be delivered', verdicts(report))}
${section('Loudness before and after', markup`${loudnessOverTime(delivery)}${measurements(report)}`)}
${drawn && section('Waveform', markup`<figure>\n${drawn}\n</figure>\n`)}
${section('What was noticed', findings(report))}
${chapters(report)}
${silences(report)}
${section('How it was made', making(report))}
</main>
</body>
</html>
`.text
}

function byline({ metadata, episodeId }: Delivery): Markup | undefined {
  const { artist, album, publishedAt } = metadata.tags
  const known = [artist, album, publishedAt, episodeId && `episode ${episodeId}`].filter((word) =>
    Boolean(word),
  )
  return known.length > 0 ? markup`<p><bdi>${known.join(' · ')}</bdi></p>\n` : undefined
}
