/** Why a picture cannot be a cover, in words for whoever chose it. Trying again does not help. */
export class CoverError extends Error {
  override name = 'CoverError'
  readonly code = 'cover_unusable'
}
