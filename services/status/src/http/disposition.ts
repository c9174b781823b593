import { extname } from 'node:path/posix'

/**
 * `Content-Disposition` that saves under this name (RFC 6266, RFC 8187), whatever it contains. Old clients get
 * it in ASCII. What cannot be seen is left out: controls, and marks that turn `gpj.exe` around.
 */
export function attachment(filename: string): string {
  const name = filename.replace(/\p{C}/gu, '').replace(/[/\\]/g, '_') || 'download'
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    // Last, for taking letters apart makes some of these of their wider sisters.
    .replace(/["%/\\]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/**
 * What an artifact is called once downloaded: like the recording it was made of. `Folge 12.wav` gives
 * `Folge 12.mp3` of `episode.mp3`, and `Folge 12.waveform.json` of `waveform.json`.
 */
export function downloadName(artifact: string, source: string | undefined): string {
  if (source === undefined) return artifact
  const stem = source.slice(0, source.length - extname(source).length)
  const rest = artifact.startsWith('episode.') ? artifact.slice('episode.'.length) : artifact
  return `${stem || source}.${rest}`
}
