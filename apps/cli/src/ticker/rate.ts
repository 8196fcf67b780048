const WINDOW_MS = 10_000;

/** How fast a count grows, over the last ten seconds. */
export class Rate {
  private readonly samples: { readonly count: number; readonly ms: number }[] = [];

  /** @returns per second; 0 until there is something to compare with */
  of(count: number, ms: number): number {
    this.samples.push({ count, ms });
    while ((this.samples[1]?.ms ?? ms) <= ms - WINDOW_MS) this.samples.shift();
    const oldest = this.samples[0];
    return oldest && oldest.ms < ms ? ((count - oldest.count) * 1000) / (ms - oldest.ms) : 0;
  }
}
