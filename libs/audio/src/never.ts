/** A signal for what nobody can abort. */
export const never: AbortSignal = new AbortController().signal
