/** How a process ended: with a code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** "SIGKILL", "exit code 1" */
export function describeEnding({ code, signal }: Ending): string {
  return signal ?? `exit code ${code}`;
}
