import { parser } from '@prometheus-io/lezer-promql'

/** Every series that an expression asks for, without its range and offset, in the words of the expression. Throws where it is not PromQL. */
export function selectorsOf(expression: string): string[] {
  const selectors: string[] = []
  parser.parse(expression).iterate({
    enter({ name, type, from, to }) {
      if (type.isError) throw new SyntaxError(`not PromQL, at ${from}: ${expression}`)
      if (name === 'VectorSelector') selectors.push(expression.slice(from, to))
    },
  })
  return [...new Set(selectors)]
}

/** The name of the metric that a selector begins with. */
export const metricOf = (selector: string): string => selector.replace(/\{.*$/s, '').trim()
