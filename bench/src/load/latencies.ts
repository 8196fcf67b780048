import { percentile } from '../report/statistics.js';

export interface LatencySummary {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly unanswered: number;
}

/** How long each of a number of things took. What has no answer takes for ever, so that it is not left out of the p99. */
export class Latencies {
  private readonly ms: Float64Array;
  private left: number;

  constructor(count: number) {
    this.ms = new Float64Array(count).fill(Infinity);
    this.left = count;
  }

  get unanswered(): number {
    return this.left;
  }

  /** Of several answers the first counts. */
  answered(index: number, ms: number): void {
    if (this.ms[index] !== Infinity) return;
    this.ms[index] = ms;
    this.left -= 1;
  }

  summary(): LatencySummary {
    const sorted = this.ms.toSorted();
    const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(sorted, share));
    return { p50: p50 ?? NaN, p99: p99 ?? NaN, max: max ?? NaN, unanswered: this.left };
  }
}
