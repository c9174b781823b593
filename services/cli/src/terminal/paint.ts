/** What a terminal says of itself, and what its owner wants. */
export type Environment = Record<string, string | undefined>

/** A colour and what takes it back. */
const STYLES = { good: [32, 39], bad: [31, 39], busy: [36, 39], quiet: [2, 22], strong: [1, 22] } as const

/** Marks text on a terminal; anywhere else it stays as it is. */
export type Paint = (style: keyof typeof STYLES, text: string) => string

/** Whether colours are wanted: on a terminal, unless `NO_COLOR` says otherwise (no-color.org). */
export function wantsColour(out: { isTTY?: boolean | undefined }, env: Environment): boolean {
  return out.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

/** For what is written to `out`. */
export function createPaint(out: { isTTY?: boolean | undefined }, env: Environment): Paint {
  if (!wantsColour(out, env)) return (_style, text) => text
  return (style, text) => {
    const [on, off] = STYLES[style]
    return text && `\u001b[${on}m${text}\u001b[${off}m`
  }
}
