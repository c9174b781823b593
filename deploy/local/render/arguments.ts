import { parseArgs } from 'node:util'
import { baseUrlOf, isPresetName, PRESETS, PREVIEW_SECONDS, type Rendition } from '@soundmill/audio'
import type { Asked } from './asked.ts'
import { readTags } from './read-tags.ts'
import { readLoudness, readRenditions } from './read-words.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

const OPTIONS = {
  preset: { ...text, default: 'podcast' },
  out: { ...text, default: 'render-output' },
  ...{ target: text, formats: text, chapters: text, cover: text, preview: text, 'base-url': text },
  ...{ title: text, artist: text, album: text, description: text, genre: text },
  ...{ season: text, number: text, date: text, language: text },
  ...{ mono: flag, json: flag },
  help: { ...flag, short: 'h' },
} as const

/** Throws an Error that says what is not understood. */
export function parseArguments(args: string[]): Asked {
  const { values, positionals } = parseArgs({
    args: withLevelsJoined(args),
    allowPositionals: true,
    options: OPTIONS,
  })
  const { preset, target, formats, chapters, cover, preview, 'base-url': address, ...rest } = values
  const { out, json, help, mono, ...tags } = rest
  if (!isPresetName(preset)) {
    throw new Error(`unknown preset ${preset}; there are: ${Object.keys(PRESETS).join(', ')}`)
  }
  if (positionals.length === 0 && !help) throw new Error('which recording?')
  const { loudness, renditions, waveform } = PRESETS[preset]
  const chosen = formats === undefined ? renditions : readRenditions(formats)
  return {
    files: positionals,
    ...{ out, json, help, chaptersFile: chapters, coverFile: cover },
    wishes: {
      loudness: readLoudness(target, loudness),
      renditions:
        mono || isMono(renditions) ? chosen.map((rendition) => ({ ...rendition, channels: 'mono' })) : chosen,
      waveform,
      metadata: readTags(tags),
      ...(preview !== undefined && { preview: { seconds: seconds(preview) } }),
      feed: { baseUrl: publishedAt(address) },
    },
  }
}

/** `--target -16` as `--target=-16`: a number below zero looks like an option to node. */
function withLevelsJoined(args: string[]): string[] {
  return args.flatMap((word, at) => {
    if (args[at - 1] === '--target' && isLevel(word)) return []
    const next = args[at + 1]
    return word === '--target' && isLevel(next) ? [`${word}=${next}`] : [word]
  })
}

const isLevel = (word = '') => /^[-−]\d/.test(word)

function seconds(word: string): number {
  const value = Number(word)
  const { min, max } = PREVIEW_SECONDS
  if (value >= min && value <= max) return value
  throw new Error(`a preview lasts ${min} to ${max} seconds, not ${word}`)
}

function publishedAt(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const canonical = baseUrlOf(address)
  if (canonical !== undefined) return canonical
  throw new Error(`--base-url is an http or https address without ? and #, not ${address}`)
}

/** Of a preset that is for one channel, other formats are so as well. */
const isMono = (renditions: readonly Rendition[]) => renditions.every(({ channels }) => channels === 'mono')
