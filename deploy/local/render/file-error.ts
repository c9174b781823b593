export type FileErrorCode = 'ENOENT' | 'EISDIR' | 'not_a_file' | 'output_unusable'

/** A path that cannot be used as it is meant; the message says why, for the person who typed it. */
export class FileError extends Error {
  override name = 'FileError'
  readonly code: FileErrorCode

  constructor(code: FileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Of a system's error: `ENOENT`, `EACCES`; also of our own. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
