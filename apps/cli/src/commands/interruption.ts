/** npm passes a Ctrl-C on that the terminal has already sent: two within this time are one. */
const ECHO_MS = 700;

/** How often we look whether the shell npm has put us into is still there. */
const PARENT_CHECK_MS = 500;

/** Exit code of a command that was ended by force. */
const FORCED = 130;

/**
 * Somebody wants the command to end: Ctrl-C, SIGTERM, or a terminal that closes. The signal is aborted then, and the
 * command ends in its own time. Somebody who insists ends it at once: what it started notices and ends too.
 */
export function interruption(): AbortSignal {
  const wanted = new AbortController();
  let firstAt: number | undefined;
  const interrupted = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      wanted.abort();
    } else if (performance.now() - firstAt > ECHO_MS) {
      process.exit(FORCED);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
  if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(interrupted);
  return wanted.signal;
}

/** npm passes a SIGTERM to the shell it has started us in, and that shell dies of it without a word to us. */
function whenOrphaned(orphaned: () => void): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    orphaned();
  }, PARENT_CHECK_MS);
  check.unref();
}

/** Resolves when the signal is aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
