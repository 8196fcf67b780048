/** A gauge of Prometheus that tells what a job has read. */
export interface KeptGauge {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** What one was when it was read. */
export interface GaugeValue {
  /** The gauge's. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
