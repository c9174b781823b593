import { parseArgs } from 'node:util'
import { FORMATS, isFormat, isPresetName, isTargetName, PRESETS, TARGETS, webAddress } from '@soundmill/audio'
import type { Asked } from './asked.ts'
import { readLoudness, readRenditions } from './read-words.ts'

const presets = Object.keys(PRESETS).filter(isPresetName)
const targets = Object.keys(TARGETS).filter(isTargetName)
const formats = Object.keys(FORMATS).filter(isFormat)

export const USAGE = `usage: npm run render -- [options] file…

Finishes recordings on this machine, without any server: measures, normalises, encodes, and proves the result.

  --preset NAME      ${presets.join(', ')} (podcast)
  --out DIR          where the files go (render-output); each of several recordings gets a directory in it
  --target T         ${targets.join(', ')}, or LUFS as a number
  --formats LIST     instead of the preset's: ${formats.join(', ')};
                     mp3:192 is a bit rate in kb/s, mp3:v2 a quality, flac:24 a bit depth
  --mono             every file with one channel
  --title T, --artist T, --album T, --description T
                     instead of what the recording says of itself
  --chapters FILE    podcast JSON, Podlove XML, WebVTT, or lines of HH:MM:SS title
  --cover FILE       JPEG, PNG, WebP or GIF, instead of the picture in the recording
  --preview SECONDS  a clip of that length besides
  --base-url URL     where the files will be published, for the feed's fragment
  --json             one JSON document on stdout (with npm run --silent render), progress on stderr
  --help

Exit code 0: all made, all within their targets; 3: all made, but something missed its target (see the
findings); 1: a recording could not be finished; 2: the arguments are not understood; 130: interrupted.`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/** Throws an Error that says what is not understood. */
export function parseArguments(args: string[]): Asked {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      preset: { ...text, default: 'podcast' },
      out: { ...text, default: 'render-output' },
      ...{ target: text, formats: text, chapters: text, cover: text, preview: text, 'base-url': text },
      ...{ title: text, artist: text, album: text, description: text },
      ...{ mono: flag, json: flag },
      help: { ...flag, short: 'h' },
    },
  })
  const { preset, target, formats: list, mono, preview, out, json, help } = values
  if (!isPresetName(preset)) throw new Error(`unknown preset ${preset}; there are: ${presets.join(', ')}`)
  if (positionals.length === 0 && !help) throw new Error('which recording?')
  const { loudness, renditions, waveform } = PRESETS[preset]
  const chosen = list === undefined ? renditions : readRenditions(list)
  const { title, artist, album, description, 'base-url': baseUrl } = values
  if (baseUrl !== undefined && !webAddress(baseUrl)) throw new Error(`${baseUrl} is no http or https address`)
  return {
    files: positionals,
    ...{ out, json, help },
    chaptersFile: values.chapters,
    wishes: {
      loudness: readLoudness(target, loudness),
      renditions: mono ? chosen.map((rendition) => ({ ...rendition, channels: 'mono' })) : chosen,
      waveform,
      metadata: { title, artist, album, description },
      picturePath: values.cover,
      ...(preview !== undefined && { preview: { seconds: seconds(preview) } }),
      feed: { baseUrl },
    },
  }
}

function seconds(word: string): number {
  const value = Number(word)
  if (value >= 5 && value <= 300) return value
  throw new Error(`a preview lasts 5 to 300 seconds, not ${word}`)
}
