export type * from './audio-engine.ts'
export { AudioError, type AudioErrorCode } from './audio-error.ts'
export { type ChapterMistake, chapterMistakes } from './chapters/chapter-mistakes.ts'
export { MAX_CHAPTERS } from './chapters/normalize.ts'
export { readChapters } from './chapters/read-chapters.ts'
export { type AudioEngineOptions, createAudioEngine } from './create-audio-engine.ts'
export { baseUrlOf } from './deliver/base-url.ts'
export { MAX_NUMBER } from './embed/clean-metadata.ts'
export type * from './findings.ts'
export { FORMATS, type Format, isFormat, isLossy, type LossyFormat, type Rendition } from './formats.ts'
export type * from './inspected.ts'
export type { Limits } from './limits.ts'
export type * from './loudness.ts'
export type * from './metadata.ts'
export { DEFAULT_PRESET, isPresetName, PRESETS, type Preset, type PresetName } from './presets.ts'
export {
  type Produced,
  type ProducedFile,
  type ProduceJob,
  produceEpisode,
} from './produce/produce-episode.ts'
export type { Wishes } from './produce/wishes.ts'
export { PREVIEW_SECONDS } from './render/clip.ts'
export type * from './rendered.ts'
export { type RenditionMistake, renditionMistake } from './rendition-mistake.ts'
export type { Sniffed } from './sniff/signatures.ts'
export { SNIFF_BYTES, sniff } from './sniff/sniff.ts'
export { isTargetName, TARGET_LUFS, TARGETS, type TargetName } from './targets.ts'
export type * from './waveform-options.ts'
