/** What happened and what was expected, one row a category. */
export interface Chart {
  readonly title: string;
  readonly rows: readonly ChartRow[];
}

export interface ChartRow {
  readonly label: string;
  readonly actual: number;
  readonly expected: number;
  /** A line is drawn above it: what comes from here on was not known. */
  readonly beginsHoldout?: boolean;
}

const LONGEST_BAR = 60;

/** Rows of text: a bar as long as what happened, and in its line a mark where it was expected to end. */
export function chartLines({ title, rows }: Chart, columns: number): string[] {
  const most = Math.max(1e-9, ...rows.flatMap(({ actual, expected }) => [actual, expected]));
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const width = Math.max(10, Math.min(LONGEST_BAR, columns - labelWidth - 26));
  const lines = rows.flatMap((row) => {
    const figures = `${figure(row.actual)} ${figure(row.expected)}`;
    const line = `  ${row.label.padStart(labelWidth)}  ${barOf(row, width / most, width)} ${figures}`;
    return row.beginsHoldout ? [`  ${' '.repeat(labelWidth)}  ${'╌'.repeat(width + 1)} cut`, line] : [line];
  });
  const head = `  ${' '.repeat(labelWidth)}  ${'█ actual  │ expected'.padEnd(width + 1)} ${'actual'.padStart(10)} ${'expected'.padStart(10)}`;
  return [title, head, ...lines];
}

function barOf({ actual, expected }: ChartRow, scale: number, width: number): string {
  const cells = [...'█'.repeat(Math.round(actual * scale)).padEnd(width + 1)];
  cells[Math.round(expected * scale)] = '│';
  return cells.join('');
}

/** 1,411 or 43.9: a decimal where it tells something. */
function figure(value: number): string {
  const digits = Number.isInteger(value) || value >= 1_000 ? 0 : 1;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).padStart(10);
}

/** As few rows as are asked for, by adding up neighbours; a row that begins the holdout begins one here, too. */
export function gathered(rows: readonly ChartRow[], most: number): ChartRow[] {
  const size = Math.ceil(rows.length / most);
  const cut = Math.max(0, rows.findIndex(({ beginsHoldout }) => beginsHoldout)); // prettier-ignore
  const parts = [rows.slice(0, cut), rows.slice(cut)].flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / size) }, (_, i) => part.slice(i * size, (i + 1) * size)),
  );
  return parts.map((part) => ({
    label: part.at(-1)?.label ?? '',
    actual: part.reduce((sum, { actual }) => sum + actual, 0),
    expected: part.reduce((sum, { expected }) => sum + expected, 0),
    ...(part[0]?.beginsHoldout ? { beginsHoldout: true } : {}),
  }));
}
