/** What one file may cost. Every number can be set when the engine is created. */
export type Limits = {
  minSampleRateHz: number
  maxSampleRateHz: number
  channels: number
  streams: number
  /** Decoded seconds, whatever the header says. */
  durationSeconds: number
  /** Of any single file that is written. */
  outputBytes: number
  /** Of a single block of memory that ffmpeg asks for. */
  allocationBytes: number
  /** For finding out what a file is. */
  probeSeconds: number
  /** A run may always take this long. */
  wallFloorSeconds: number
  /** Beyond the floor, seconds a run may take for each second of audio. */
  wallPerAudioSecond: number
}

/**
 * Sample rates: a WAV of 9 KB that declared 1 Hz cost 1.98 GB of memory; 768 kHz is the highest any recorder
 * offers. 24 hours bound a decompression bomb: 1 GiB of FLAC silence would be 31 TiB of PCM.
 * Time: encoders do 40–150× real time on one core; a run slower than real time after its first minute is
 * broken rather than busy. (Half of real time, as first planned, is within reach of a starved container.)
 */
export const DEFAULT_LIMITS: Limits = {
  minSampleRateHz: 2000,
  maxSampleRateHz: 768_000,
  channels: 16,
  streams: 16,
  durationSeconds: 24 * 3600,
  outputBytes: 4 * 1024 ** 3,
  allocationBytes: 256 * 1024 ** 2,
  probeSeconds: 10,
  wallFloorSeconds: 60,
  wallPerAudioSecond: 1,
}
