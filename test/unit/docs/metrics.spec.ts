import { load } from 'js-yaml';
import { filesBelow, read } from './files';

const METRIC = /metrics\.(counter|gauge|histogram)\(\{([\s\S]*?)\}\)/g;
/** What prom-client measures of every process, and what Prometheus adds to every series. */
const OF_PROCESSES = /^(process|nodejs)_/;
const OF_PROMETHEUS = ['job', 'instance', 'le', 'up'];

interface Metric {
  kind: string;
  labels: string[];
}

const sources = [...filesBelow('libs', '.ts'), ...filesBelow('apps', '.ts')].filter(
  (file) => file.includes('/src/') && !file.endsWith('.spec.ts'),
);

/** Every metric that the code makes, from its source: importing all of it would start it. */
function metricsOfCode(): Map<string, Metric> {
  const found = new Map<string, Metric>();
  for (const text of sources.map(read)) {
    for (const [, kind = '', options = ''] of text.matchAll(METRIC)) {
      const name = /\bname: '(\w+)'/.exec(options)?.[1];
      const labels = /labelNames: \[([^\]]*)\]/.exec(options)?.[1] ?? '';
      if (name) found.set(name, { kind, labels: [...labels.matchAll(/'(\w+)'/g)].map((match) => match[1] as string) });
    }
  }
  return found;
}

const code = metricsOfCode();
const runbook = read('docs/runbook.md');
const table = /## Metrics\n([\s\S]*?)\n## /.exec(runbook)?.[1] ?? '';

/** `name` or `name{label,label}` in the first column of the runbook's table. */
const documented = table
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] as string).matchAll(/`(\w+)(?:\{([\w,]+)\})?`/g)])
  .map(([, name = '', labels]) => ({ name, labels: labels?.split(',') ?? [] }));

/** The metric behind a series' name: a histogram has three. */
const metricOf = (series: string): string => (code.has(series) ? series : series.replace(/_(bucket|sum|count)$/, ''));
const isKnown = (series: string): boolean => OF_PROCESSES.test(series) || code.has(metricOf(series));

describe('metrics', () => {
  it('are all found in the source', () => {
    const made = sources
      .map(read)
      .flatMap((text) => text.match(/\bmetrics\.(counter|gauge|histogram)\(/g) ?? []).length;
    const seen = sources.map(read).flatMap((text) => [...text.matchAll(METRIC)]).length;
    expect(seen).toBe(made);
    expect(code.get('http_requests_total')).toEqual({ kind: 'counter', labels: ['method', 'endpoint', 'status'] });
  });

  it('take no label that Prometheus gives itself', () => {
    const clashes = [...code].filter(([, { labels }]) => labels.some((label) => OF_PROMETHEUS.includes(label)));
    expect(clashes.map(([name]) => name)).toEqual([]);
  });

  it.each([...code.keys()])('are in the runbook: %s', (name) =>
    expect(documented.map((one) => one.name)).toContain(name),
  );

  it.each(documented)('of the runbook are in the code: $name', ({ name, labels }) => {
    expect(isKnown(name)).toBe(true);
    expect(code.get(name)?.labels ?? []).toEqual(expect.arrayContaining(labels));
  });

  it.each(filesBelow('docs', '.md'))('named in %s exist', (file) => {
    const named = [...read(file).matchAll(/`([a-z]+(?:_[a-z0-9]+)+_(?:total|seconds|bytes))\b/g)];
    expect(named.map((match) => match[1] as string).filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe('docker/prometheus/alerts.yml', () => {
  interface Rule {
    alert: string;
    expr: string;
    annotations: { summary: string };
  }
  const { groups } = load(read('docker/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  it.each(rules)('$alert asks for series and labels that there are', ({ expr, annotations }) => {
    const series = [...expr.matchAll(/\b([a-z]+(?:_[a-z0-9]+)+)\b(?:\{([^}]*)\})?/g)].filter(
      ([, name = '']) => name !== 'histogram_quantile',
    );
    const labels = [...series.flatMap(([, , matchers = '']) => [...matchers.matchAll(/(\w+)=/g)])].map(
      (match) => match[1] as string,
    );
    expect(series.map(([, name = '']) => name).filter((name) => !isKnown(name))).toEqual([]);
    const known = series.flatMap(([, name = '']) => code.get(metricOf(name))?.labels ?? []);
    const shown = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map((match) => match[1] as string);
    expect([...labels, ...shown].filter((label) => ![...known, ...OF_PROMETHEUS].includes(label))).toEqual([]);
  });
});
