import { escapeXml } from '../chapters/xml-text.ts'

/** A piece of XML or HTML that is well-formed by construction. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[]

/**
 * Template for XML and HTML: text that is put in is escaped, markup is taken as it is, lists are joined, and
 * `undefined` and `false` leave nothing. So nothing that a stranger wrote can become markup by forgetting
 * something.
 */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((string, i) => string + written(parts[i])).join(''))
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escapeXml(String(part))
  return part.map(written).join('')
}
