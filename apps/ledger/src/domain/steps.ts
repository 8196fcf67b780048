/** Long work that can be left lying between two of its steps. What it works on must not change meanwhile. */
export type Steps<Result> = Generator<undefined, Result>;

/** All of it in one go. */
export function toTheEnd<Result>(work: Steps<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
