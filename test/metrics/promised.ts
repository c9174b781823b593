/** Where a metric is shown, with which labels, and its unit where the name does not say it. */
export type Promised = { by: Owner; labels: readonly string[]; unit?: string }

export const OWNERS = ['every process', 'ingest', 'processor', 'status'] as const
type Owner = (typeof OWNERS)[number]

/** What dashboards and alerts are built on. A name or a label that goes missing here breaks those of strangers. */
export const PROMISED: Record<string, Promised> = {
  build_info: { by: 'every process', labels: ['version', 'node'], unit: '1' },
  process_phase: { by: 'every process', labels: ['phase'], unit: '0 or 1' },
  event_log_connected: { by: 'every process', labels: [], unit: '0 or 1' },
  http_server_request_duration_seconds: { by: 'every process', labels: ['method', 'route', 'status'] },

  ingest_upload_bytes_total: { by: 'ingest', labels: [] },
  ingest_uploads_in_hand: { by: 'ingest', labels: [], unit: 'uploads' },
  ingest_uploads_refused_total: { by: 'ingest', labels: ['code'], unit: 'uploads' },
  ingest_reconciled_total: { by: 'ingest', labels: [], unit: 'submits' },
  ingest_outbox_oldest_unannounced_seconds: { by: 'ingest', labels: [] },
  ingest_outbox_unreadable_entries: { by: 'ingest', labels: [], unit: 'entries' },
  ingest_swept_total: { by: 'ingest', labels: ['kind'], unit: 'leftovers' },
  ingest_sweep_last_success_timestamp_seconds: { by: 'ingest', labels: [], unit: 'seconds since 1970' },

  jobs_terminal_total: { by: 'processor', labels: ['outcome', 'code'], unit: 'jobs' },
  job_queue_wait_seconds: { by: 'processor', labels: ['lane'] },
  job_duration_seconds: { by: 'processor', labels: ['outcome'] },
  job_realtime_ratio: { by: 'processor', labels: [], unit: 'seconds of audio per second' },
  job_attempts: { by: 'processor', labels: ['outcome'], unit: 'attempts' },
  job_step_duration_seconds: { by: 'processor', labels: ['step'] },
  ffmpeg_exit_total: { by: 'processor', labels: ['tool', 'result'], unit: 'runs' },
  worker_hands: { by: 'processor', labels: ['state'], unit: 'hands' },
  scratch_used_bytes: { by: 'processor', labels: [] },
  scratch_limit_bytes: { by: 'processor', labels: [] },

  projection_lag_messages: { by: 'status', labels: [], unit: 'events' },
  projection_lag_seconds: { by: 'status', labels: [] },
  projection_unreadable_events_total: { by: 'status', labels: [], unit: 'events' },
  sse_clients: { by: 'status', labels: [], unit: 'streams' },
  queue_depth_jobs: { by: 'status', labels: ['lane', 'state'], unit: 'jobs' },
  queue_oldest_waiting_seconds: { by: 'status', labels: ['lane'] },
  queue_oldest_unfinished_seconds: { by: 'status', labels: ['lane'] },
  lane_open: { by: 'status', labels: ['lane'], unit: '0 or 1' },
  dead_letters: { by: 'status', labels: [], unit: 'jobs' },
  event_log_fill_ratio: { by: 'status', labels: [], unit: '0 to 1' },
  event_log_last_sequence: { by: 'status', labels: [], unit: 'number of an event' },
}

/** Those of prom-client itself; of them only some are promised, by its documentation. */
export const isDefault = (name: string): boolean =>
  name.startsWith('nodejs_') || (name.startsWith('process_') && name !== 'process_phase')

/** What each process shows of the above. */
export const PROCESSES: Record<string, readonly Owner[]> = {
  ingest: ['every process', 'ingest'],
  processor: ['every process', 'processor'],
  status: ['every process', 'status'],
  'all-in-one': OWNERS,
}

export const promisedBy = (process: string): string[] =>
  Object.keys(PROMISED).filter((name) => PROMISED[name] && PROCESSES[process]?.includes(PROMISED[name].by))

/** In base units, or in what is counted. */
export function unitOf(name: string): string {
  const [, unit] = /_(seconds|bytes)(?:_total)?$/.exec(name) ?? []
  return PROMISED[name]?.unit ?? unit ?? ''
}
