import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from "prom-client";

/** The labels of one time series. */
export type Labels = Readonly<Record<string, string>>;

/** Counts up. */
export interface Counter<L extends Labels = Labels> {
  inc(labels: L, value?: number): void;
}

/** Goes up and down. */
export interface Gauge<L extends Labels = Labels> {
  set(labels: L, value: number): void;
  inc(labels: L, value?: number): void;
  dec(labels: L, value?: number): void;
}

/** Counts observations by size. */
export interface Histogram<L extends Labels = Labels> {
  observe(labels: L, value: number): void;
}

/** What `/metrics` shows. */
export interface MetricsRegistry {
  readonly contentType: string;
  /** Every metric in the Prometheus text format. */
  metrics(): Promise<string>;
}

/** A metric's name (with its unit, as Prometheus wants it), its meaning, and the names of its labels. */
export interface MetricOptions<N extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly N[];
}

export interface HistogramOptions<N extends string> extends MetricOptions<N> {
  /** Upper bounds, rising. */
  readonly buckets: readonly number[];
}

/** Makes metrics; asking for the same name again gives the same metric, so services of one process can share it. */
export interface Metrics {
  readonly registry: MetricsRegistry;
  counter<N extends string = never>(options: MetricOptions<N>): Counter<Readonly<Record<N, string>>>;
  gauge<N extends string = never>(options: MetricOptions<N>): Gauge<Readonly<Record<N, string>>>;
  histogram<N extends string = never>(options: HistogramOptions<N>): Histogram<Readonly<Record<N, string>>>;
}

/** The metrics of a process, with those of Node. Every series has the label `service`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const existing = (name: string): unknown => registry.getSingleMetric(name);
  const registers = [registry];
  return {
    registry,
    counter: <N extends string>({ name, help, labelNames }: MetricOptions<N>) =>
      (existing(name) as PromCounter<N> | undefined) ?? new PromCounter({ name, help, labelNames, registers }),
    gauge: <N extends string>({ name, help, labelNames }: MetricOptions<N>) =>
      (existing(name) as PromGauge<N> | undefined) ?? new PromGauge({ name, help, labelNames, registers }),
    histogram: <N extends string>({ name, help, labelNames, buckets }: HistogramOptions<N>) =>
      (existing(name) as PromHistogram<N> | undefined) ??
      new PromHistogram({ name, help, labelNames, buckets: [...buckets], registers }),
  };
}
