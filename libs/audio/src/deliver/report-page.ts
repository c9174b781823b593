import { type FinishedEpisode, headingOf } from './finished-episode.ts'
import { type Markup, markup } from './markup.ts'
import { chapters, findings, making, section, silences } from './page-details.ts'
import { loudnessOverTime } from './page-loudness.ts'
import { STYLE } from './page-style.ts'
import { summary } from './page-summary.ts'
import { measurements } from './page-tables.ts'
import { verdicts } from './page-verdicts.ts'
import { plotWaveform } from './plot-waveform.ts'
import type { Report } from './report.ts'
import type { Columns } from './waveform-columns.ts'

/**
 * `report.html`: what happened to an episode, for people. It loads nothing, runs nothing and has no styles but its
 * own sheet, so it can be served under `default-src 'none'; style-src 'unsafe-inline'; sandbox`.
 */
export function reportPage(episode: FinishedEpisode, report: Report, waveform: Columns | undefined): string {
  const title = headingOf(episode)
  const { decodedDurationSeconds } = episode.inspected
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
${byline(episode)}</header>
<main>
${section('In short', summary(episode, report))}
${section('Where it can be delivered', verdicts(report))}
${section('Loudness before and after', markup`${loudnessOverTime(episode)}${measurements(report)}`)}
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

function byline({ metadata, fileName, episodeId }: FinishedEpisode): Markup | undefined {
  const { artist, album, publishedAt } = metadata.tags
  const known = [
    ...[artist, album, publishedAt],
    ...[fileName && `made from ${fileName}`, episodeId && `episode ${episodeId}`],
  ].filter((word) => Boolean(word))
  if (known.length === 0) return undefined
  return markup`<p>${known.map((word, i) => markup`${i > 0 && ' · '}<bdi>${word}</bdi>`)}</p>\n`
}
