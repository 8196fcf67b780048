/** Tasks under way, each under a name of its own. */
export class Crew {
  private readonly running = new Map<string, Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  get size(): number {
    return this.running.size;
  }

  has(name: string): boolean {
    return this.running.has(name);
  }

  start(name: string, task: Promise<void>): void {
    const settled = task
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(name));
    this.running.set(name, settled);
  }

  /** Until one has ended, or so much time is over. @throws what a task threw */
  async next(withinMs?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      if (withinMs !== undefined) timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([...this.running.values(), late]);
    clearTimeout(timer);
    if (this.failure) throw this.failure.error;
  }

  /** Until all have ended. @throws what a task threw */
  async end(): Promise<void> {
    await Promise.all(this.running.values());
    if (this.failure) throw this.failure.error;
  }
}
