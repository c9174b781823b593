/*
 * The closed lists. Codes are for ever: a client may act on them, so one is added, never renamed.
 */

/**
 * What becomes of a job whose attempt ended with a code.
 *
 * - `never`: the input is hopeless; the job fails at once.
 * - `few`: may be a matter of time; three tries altogether, then it fails with the code.
 * - `once`: one more try, then it fails with the code.
 * - `patient`: a disk or a store is full; ten tries over half an hour, no strike, then it fails with the code.
 * - `strikes`: a worker was lost; at five strikes it fails with `gave_up`.
 * - `free`: a dependency was down or the worker was stopping; tried again for ever, no strike.
 */
export type Retry = 'never' | 'few' | 'once' | 'patient' | 'strikes' | 'free'

/** Why a job failed or an attempt ended, and whether trying again can help. */
export const FAILURES = {
  not_audio: 'never',
  no_audio_stream: 'never',
  unsupported_codec: 'never',
  unsupported_container: 'never',
  drm_protected: 'never',
  corrupt_input: 'never',
  truncated_input: 'never',
  empty_input: 'never',
  'limit_exceeded:sample_rate': 'never',
  'limit_exceeded:channels': 'never',
  'limit_exceeded:streams': 'never',
  'limit_exceeded:duration': 'never',
  'limit_exceeded:output_bytes': 'never',
  'limit_exceeded:memory': 'never',
  tool_crashed: 'never',
  unreadable_event: 'never',
  episode_deleted: 'never',
  canceled: 'never',
  source_missing: 'few',
  source_corrupt: 'few',
  no_space: 'patient',
  internal: 'few',
  timeout: 'once',
  stalled: 'once',
  worker_lost: 'strikes',
  gave_up: 'never',
  worker_stopping: 'free',
  store_unavailable: 'free',
  log_unavailable: 'free',
} as const satisfies Record<string, Retry>

export type FailureCode = keyof typeof FAILURES

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code)
}

/** Something noticed in the audio that is not an error. */
export const FINDINGS = [
  'truncated_input',
  'duration_mismatch',
  'clipping',
  'dc_offset',
  'silent_channel',
  'out_of_phase',
  'long_silence',
  'low_sample_rate',
  'low_bitrate',
  'very_quiet',
  'gain_capped',
  'limiter_working',
  'loudness_out_of_tolerance',
  'header_size_wrong',
  'chapters_unusable',
  'cover_unusable',
  'cover_unsuitable',
  'preview_misplaced',
] as const

export type FindingCode = (typeof FINDINGS)[number]
