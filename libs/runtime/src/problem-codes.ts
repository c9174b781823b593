/**
 * Every way a request can be refused over HTTP: the closed list. A client may act on a code, so one is
 * added, never renamed, and its status stays. `internal` is ours; all others say what the client can do.
 */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_spec: { status: 400, title: 'The spec is not valid' },
  malformed_multipart: { status: 400, title: 'The multipart body is not well formed' },
  invalid_idempotency_key: { status: 400, title: 'The Idempotency-Key is not valid' },
  truncated_upload: { status: 400, title: 'The upload ended before all of it arrived' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  upload_stalled: { status: 408, title: 'The upload stopped moving' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'This contradicts the present state' },
  offset_conflict: { status: 409, title: 'The upload goes on elsewhere' },
  already_finished: { status: 409, title: 'The job has already ended' },
  not_finished: { status: 409, title: 'The job has not ended yet' },
  gone: { status: 410, title: 'This was deleted' },
  upload_ended: { status: 410, title: 'The upload is over' },
  length_required: { status: 411, title: 'The length of the body must be given' },
  unsupported_tus_version: { status: 412, title: 'This version of tus is not spoken here' },
  too_large: { status: 413, title: 'The body is too large' },
  not_audio: { status: 415, title: 'The bytes are not a recording' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that is not understood here' },
  range_not_satisfiable: { status: 416, title: 'The range is outside of the file' },
  digest_mismatch: { status: 422, title: 'The bytes do not match their digest' },
  empty_input: { status: 422, title: 'The recording is empty' },
  idempotency_conflict: { status: 422, title: 'The Idempotency-Key was used for another request' },
  too_many_uploads: { status: 429, title: 'Too many uploads are under way' },
  upload_locked: { status: 423, title: 'The upload cannot be asked about now' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  checksum_mismatch: { status: 460, title: 'The bytes do not match their checksum' },
  internal: { status: 500, title: 'Something went wrong here' },
  starting: { status: 503, title: 'The process is starting' },
  stopping: { status: 503, title: 'The process is stopping' },
  store_unavailable: { status: 503, title: 'The store cannot be reached' },
  log_unavailable: { status: 503, title: 'The event log cannot be reached' },
  too_many_streams: { status: 503, title: 'Too many streams of events are open' },
  view_behind: { status: 503, title: 'The view is behind the event log' },
  log_full: { status: 503, title: 'The event log is full' },
  lane_draining: { status: 503, title: 'The lane takes nothing more for now' },
  store_full: { status: 507, title: 'The store is full' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** A code and its own status: what does not belong together does not compile. */
export type ProblemPair = {
  [C in ProblemCode]: [status: (typeof PROBLEMS)[C]['status'], code: C]
}[ProblemCode]
