import { parse } from 'csv-parse/sync';

/** One record of a CSV file. */
export interface CsvRecord {
  /** Line of the file on which the record starts; the first line of a file is 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the record could not be split into cells; then `cells` is empty. */
  readonly problem?: string;
}

interface RawRecord {
  readonly line: number;
  readonly text: string;
  readonly unclosed?: boolean;
}

/** Records split at once: what is handed on one by one costs more than a record itself. */
const BATCH = 500;
/** A quote still open after so many lines was never meant to span them. */
const LINES_OF_ONE_RECORD = 200;

/** What may stand between cells; of equally frequent ones the first is it. */
const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Splits a UTF-8 CSV file into records, in constant memory. Cells may be quoted and may then hold line breaks. A record
 * with a broken quote costs that record only: the next line starts afresh, where a parser left to itself would swallow
 * what follows, up to the end of the file. Empty lines are left out.
 */
export async function* csvRecords(csv: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  for await (const batch of csvBatches(csv, ',')) yield* batch;
}

/**
 * The same, some hundred records at a time.
 *
 * @param separator what stands between cells; `detect`: the one of comma, semicolon and tab that is most frequent in
 *   the first record
 */
export async function* csvBatches(
  csv: AsyncIterable<Uint8Array>,
  separator: ',' | 'detect',
): AsyncGenerator<CsvRecord[]> {
  let between: string | undefined = separator === 'detect' ? undefined : separator;
  let batch: RawRecord[] = [];
  for await (const records of rawRecords(csv)) {
    for (const record of records) {
      between ??= separatorOf(record.text);
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield split(batch, between);
      batch = [];
    }
  }
  yield split(batch, between ?? ',');
}

function separatorOf(record: string): string {
  const outsideQuotes = record.replaceAll(/"(?:[^"]|"")*"/g, '');
  const often = SEPARATORS.map((each) => outsideQuotes.split(each).length);
  return SEPARATORS[often.indexOf(Math.max(...often))] ?? ',';
}

function split(batch: readonly RawRecord[], separator: string): CsvRecord[] {
  // Most records have no quotes, and then there is nothing to parse.
  const quoted = batch.filter(({ text, unclosed }) => !unclosed && text.includes('"'));
  // One call for all of them: its start-up costs more than a record.
  const together = quoted.length > 0 ? parsed(quoted.map(({ text }) => text).join('\n'), separator) : [];
  const cellsOf =
    together?.length === quoted.length
      ? new Map(quoted.map((record, i) => [record, together[i]]))
      : new Map(quoted.map((record) => [record, alone(record.text, separator)]));
  return batch.map((record) => {
    const { line, text, unclosed } = record;
    if (unclosed) return { line, cells: [], problem: 'a quote is opened and never closed' };
    if (!text.includes('"')) return { line, cells: text.split(separator) };
    const cells = cellsOf.get(record);
    return cells ? { line, cells } : { line, cells: [], problem: 'its quotes are not those of a CSV file' };
  });
}

function alone(text: string, separator: string): string[] | undefined {
  const [cells, ...more] = parsed(text, separator) ?? [];
  return more.length > 0 ? undefined : cells;
}

function parsed(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, { delimiter, relax_column_count: true });
  } catch {
    return undefined;
  }
}

/** Joins the lines of records with line breaks inside quotes. */
async function* rawRecords(csv: AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord[]> {
  /** The lines of a record whose quote is still open. */
  let open: RawRecord[] = [];

  function* take(line: RawRecord): Generator<RawRecord> {
    const odd = hasOddQuotes(line.text);
    if (open.length === 0 && !odd) {
      if (line.text !== '') yield line;
      return;
    }
    open.push(line);
    if (open.length > 1 && odd) {
      yield { line: open[0]?.line ?? line.line, text: open.map(({ text }) => text).join('\n') };
      open = [];
    } else if (open.length >= LINES_OF_ONE_RECORD) {
      yield* giveUp();
    }
  }

  /** Reports the line that opened the quote, and reads those after it again as records of their own. */
  function* giveUp(): Generator<RawRecord> {
    const [first, ...others] = open;
    open = [];
    if (first) yield { ...first, unclosed: true };
    for (const line of others) yield* take(line);
  }

  let number = 0;
  for await (const texts of lines(csv)) {
    yield texts.flatMap((text) => [...take({ line: (number += 1), text })]);
  }
  while (open.length > 0) yield [...giveUp()];
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

async function* lines(csv: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(); // drops a byte-order mark
  let rest = '';
  for await (const piece of csv) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield parts.map((part) => (part.endsWith('\r') ? part.slice(0, -1) : part));
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
