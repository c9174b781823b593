/**
 * The version of the projection. Raise it with every change of what views hold or how facts are folded: processes
 * of one version share its collections, and another version builds its own. Two versions writing the same
 * views would each undo what the other folded.
 */
export const PROJECTION_VERSION = 2
