export { blobsOf } from './blobs-of.ts'
export { FAILURES, type FailureCode, FINDINGS, type FindingCode, isFailureCode, type Retry } from './codes.ts'
export { decode, decodeLaneChanged, UnknownEventError, UnreadableEventError } from './decode.ts'
export { CONTENT_TYPE, EventTooLargeError, encode, encodeLaneChanged, MAX_EVENT_BYTES } from './envelope.ts'
export {
  type AttemptFailed,
  EpisodeEvent,
  type EventOf,
  type Fact,
  type Finished,
  isFact,
  isJobEvent,
  type JobEvent,
  type Started,
  type Submitted,
  SubmittedEvent,
  VERSIONS,
  type WholeEvent,
} from './episode-event.ts'
export { fingerprintOf } from './fingerprint.ts'
export { eventHeader } from './header.ts'
export { canonicalJson, idFromKey, type KeyScope, newId, randomId, submittedId } from './ids.ts'
export { LANES, Lane, LaneChanged, type LaneName, LaneState } from './lanes.ts'
export { Artifact, Finding, Inspection, Loudness, RenditionMeasurements, Source } from './measurements.ts'
export {
  Chapter,
  EpisodeMetadata,
  LoudnessTarget,
  RenditionSpec,
  ResolvedSpec,
  WaveformSpec,
} from './spec.ts'
export { type Address, type Subjects, subjectsOf } from './subjects.ts'
export { BlobKey, Principal, Sha256, Show, Uuid } from './values.ts'
