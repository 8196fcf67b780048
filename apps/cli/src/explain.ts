/** An error in words for the person at the terminal: what is wrong and, where somebody thought of it, what to do. Never a stack trace. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? `\n${error.remedy}` : '';
  const causes = error instanceof AggregateError ? `: ${error.errors.map(explain).join('; ')}` : '';
  return `${error.message || error.name}${causes}${remedy}`;
}
