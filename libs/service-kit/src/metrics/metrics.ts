import {
  collectDefaultMetrics,
  Counter,
  CounterConfiguration,
  Gauge,
  GaugeConfiguration,
  Histogram,
  HistogramConfiguration,
  Registry,
} from 'prom-client';

/** The process's one registry. Several applications in one process (tests) share it. */
export const registry = new Registry();
let defaultsStarted = false;

const getOrCreate = <M>(name: string, create: () => M): M =>
  (registry.getSingleMetric(name) as M | undefined) ?? create();

/** Get-or-create over prom-client's registry, so that a module may be instantiated more than once in a process. */
export const metrics = {
  counter: <L extends string>(options: CounterConfiguration<L>): Counter<L> =>
    getOrCreate(options.name, () => new Counter({ ...options, registers: [registry] })),
  gauge: <L extends string>(options: GaugeConfiguration<L>): Gauge<L> =>
    getOrCreate(options.name, () => new Gauge({ ...options, registers: [registry] })),
  histogram: <L extends string>(options: HistogramConfiguration<L>): Histogram<L> =>
    getOrCreate(options.name, () => new Histogram({ ...options, registers: [registry] })),
  /** CPU, memory, event loop lag, handles and garbage collection of this process. Starts once. */
  startDefaults(): void {
    if (defaultsStarted) return;
    defaultsStarted = true;
    collectDefaultMetrics({ register: registry });
  },
};
