export type Sample = { name: string; labels: Record<string, string>; value: number }
/** A metric as a scrape shows it: of a histogram all its buckets, its sum and its count. */
export type ExposedMetric = { name: string; type: string; help: string; samples: Sample[] }

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** Reads OpenMetrics as prom-client writes it: each metric's help and type, then its samples. A counter has its whole name. */
export function readMetrics(text: string): ExposedMetric[] {
  const metrics: ExposedMetric[] = []
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    const current = metrics.at(-1)
    if (keyword === 'HELP') metrics.push({ name, type: '', help: rest, samples: [] })
    else if (keyword === 'TYPE' && current) Object.assign(current, typed(name, rest))
    else if (line !== '' && line !== '# EOF') current?.samples.push(sampleOf(line))
  }
  return metrics
}

/** The value of one sample, with exactly these labels; undefined when there is none. */
export function metricValue(
  text: string,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const isIt = (sample: Sample) => sample.name === name && keyOf(sample.labels) === keyOf(labels)
  return readMetrics(text)
    .flatMap(({ samples }) => samples)
    .find(isIt)?.value
}

const typed = (name: string, type: string) => ({ type, name: type === 'counter' ? `${name}_total` : name })

function sampleOf(line: string): Sample {
  const [, name = '', labels = '', value] = LINE.exec(line) ?? []
  if (name === '') throw new Error(`not a sample: ${line}`)
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text])
  return { name, labels: Object.fromEntries(pairs), value: Number(value?.replace('Inf', 'Infinity')) }
}

const keyOf = (labels: Record<string, string>) => JSON.stringify(Object.entries(labels).toSorted())
