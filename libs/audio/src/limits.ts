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
  /** Private memory of one ffmpeg or ffprobe, by the kernel's count (RLIMIT_DATA): heap and stacks. */
  childMemoryBytes: number
  /** A run may always use this much processor time, on all cores together. */
  childCpuFloorSeconds: number
  /** Beyond the floor, processor seconds for each second of audio; of `durationSeconds` if the length is unknown. */
  childCpuPerAudioSecond: number
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
 *
 * Memory: decoding or encoding stereo takes 55–81 MiB by RLIMIT_DATA on ffmpeg 5.1 and 108–150 MiB on 7.1 (two
 * cores, 192 kHz with 16 channels included; resident: 52–93 MiB). A thread more on a larger machine is a stack of
 * 8 MiB more, and a film of 24 hours has an index of 100 MiB. RLIMIT_AS is no measure: glibc reserves 64 MiB of
 * addresses for each thread, so that the same runs take 283–919 MiB of it. Below 100 MiB 7.1 does not even start.
 *
 * Processor time: only a backstop for when this process cannot watch (it is stopped, or its event loop blocked).
 * Encoders need a fortieth of what they get here; the length a header claims may be a tenth of the true one.
 */
export const DEFAULT_LIMITS: Limits = {
  minSampleRateHz: 2000,
  maxSampleRateHz: 768_000,
  channels: 16,
  streams: 16,
  durationSeconds: 24 * 3600,
  outputBytes: 4 * 1024 ** 3,
  allocationBytes: 256 * 1024 ** 2,
  childMemoryBytes: 1024 ** 3,
  childCpuFloorSeconds: 600,
  childCpuPerAudioSecond: 4,
  probeSeconds: 10,
  wallFloorSeconds: 60,
  wallPerAudioSecond: 1,
}
