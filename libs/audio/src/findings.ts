/** Something noticed that is not an error: one sentence for people, numbers for programs. */
export type Finding = {
  code: FindingCode
  detail: string
  /** The file it was noticed in; absent: in the source. */
  artifact?: string
  measured?: Record<string, number | null>
}

export type FindingCode =
  | 'truncated_input'
  | 'duration_mismatch'
  | 'clipping'
  | 'dc_offset'
  | 'silent_channel'
  | 'out_of_phase'
  | 'long_silence'
  | 'low_sample_rate'
  | 'low_bitrate'
  | 'very_quiet'
  | 'gain_capped'
  | 'limiter_working'
  | 'loudness_out_of_tolerance'
  | 'header_size_wrong'
  | 'chapters_unusable'
  | 'cover_unusable'
  | 'cover_unsuitable'
  | 'preview_misplaced'
