import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chapterDocuments } from '../chapters/chapter-documents.ts'
import { feedItem } from './feed-item.ts'
import type { DocumentFile, FinishedEpisode } from './finished-episode.ts'
import { reportOf } from './report.ts'
import { reportPage } from './report-page.ts'
import { readColumns } from './waveform-columns.ts'

/** As wide as the drawing in the report, in its units. */
const COLUMNS = 800

/**
 * Writes what is told about a finished episode into `dir`: `report.json`, `report.html`, `feed-item.xml`, and, if it
 * has chapters, `chapters.json`, `.xml`, `.vtt` and `.txt`. The same episode makes the same bytes. Rejects only
 * as the file system does.
 */
export async function writeDocuments(dir: string, episode: FinishedEpisode): Promise<DocumentFile[]> {
  const report = reportOf(episode)
  const waveform = await readColumns(episode.inspected.waveforms, COLUMNS)
  const { chapters } = episode.metadata
  const { decodedDurationSeconds } = episode.inspected
  const documents = [
    { name: 'report.json', mediaType: 'application/json', text: `${JSON.stringify(report, null, 2)}\n` },
    { name: 'report.html', mediaType: 'text/html', text: reportPage(episode, report, waveform) },
    { name: 'feed-item.xml', mediaType: 'application/xml', text: feedItem(episode) },
    ...(chapters.length > 0 ? chapterDocuments(chapters, decodedDurationSeconds) : []),
  ]
  const files: DocumentFile[] = []
  for (const { name, mediaType, text } of documents) {
    const path = join(dir, name)
    await writeFile(path, text)
    files.push({ name, path, mediaType })
  }
  return files
}
