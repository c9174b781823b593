import type { AudioErrorCode } from '../audio-error.ts'
import type { FindingCode } from '../findings.ts'

/** What makers of awkward files start from. */
export type Kit = {
  /** A directory for this row alone. */
  dir: string
  /** Three seconds of a mono voice, 44.1 kHz, 16 bits, as a WAV. */
  voice: string
  /** The voice as ffmpeg writes it with these options, at this name in `dir`. */
  voiceAs: (name: string, ...options: string[]) => Promise<string>
  /** What ffmpeg makes of these arguments, at this name in `dir`. */
  made: (name: string, ...args: string[]) => Promise<string>
  /** A file of these parts, texts as Latin-1. */
  written: (name: string, ...parts: (Buffer | string)[]) => Promise<string>
}

/** The one outcome that a file must have: a code, or findings and what can be verified of it. */
export type Row = {
  name: string
  make: (kit: Kit) => Promise<string>
} & ({ refused: AudioErrorCode } | { findings: FindingCode[]; seconds?: number; declared?: number })
